package dev.joinall.backend.mongo;

import org.jspecify.annotations.Nullable;

/**
 * The reason why the last handshake of a backend failed. The driver loses the reason if it notices
 * the closed connection first. Thread-safe.
 */
final class LastHandshake {
  private volatile @Nullable Throwable failure;

  void failed(Throwable why) {
    failure = why;
  }

  void succeeded() {
    failure = null;
  }

  /** Null if it succeeded, or if there was none. */
  @Nullable Throwable failure() {
    return failure;
  }
}
