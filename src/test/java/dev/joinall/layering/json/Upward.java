package dev.joinall.layering.json;

import dev.joinall.layering.web.Downward;

/** Imports from above. */
public record Upward(Downward above) {}
