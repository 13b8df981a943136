package dev.joinall.backend.mongo;

import org.jspecify.annotations.Nullable;

/**
 * Why the last handshake of a backend failed. The driver forgets that where it sees first that the
 * connection is closed. Thread-safe.
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
