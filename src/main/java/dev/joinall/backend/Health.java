package dev.joinall.backend;

/** Whether a backend answers; if not, why. */
public sealed interface Health {
  record Up() implements Health {}

  record Down(String reason) implements Health {}
}
