package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;

/** How an attempt to open a connection ended. */
sealed interface Opening {
  record Open(Line line) implements Opening {}

  record Failed(Fault fault) implements Opening {}
}
