package dev.joinall.template;

/**
 * A part of an expression that is a mistake of its author.
 *
 * @param expression the id of its node
 */
record WrongPart(long expression, String message, String hint) {}
