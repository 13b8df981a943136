package dev.joinall.layering.stray;

/** In a package outside of the layers. */
public record Unplaced() {}
