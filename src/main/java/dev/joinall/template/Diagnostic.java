package dev.joinall.template;

/**
 * A part of an expression that is a mistake of its author.
 *
 * @param expression the id of its node
 */
record Diagnostic(long expression, String message, String hint) {}
