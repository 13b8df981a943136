package dev.joinall.layering.stray;

/** In a package that the order does not name. */
public record Unplaced() {}
