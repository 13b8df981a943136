package dev.joinall.layering.web;

import dev.joinall.layering.json.Upward;

/** Imports from below, as it may. */
public record Downward(Upward below) {}
