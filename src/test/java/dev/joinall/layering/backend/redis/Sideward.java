package dev.joinall.layering.backend.redis;

import dev.joinall.layering.backend.http.Call;

/** Imports from another kind of backend. */
public record Sideward(Call beside) {}
