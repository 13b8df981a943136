package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Records that a server is up but recently refused calls: a former primary, a server that loads its
 * data. An accepted call of the same type (read or effect) clears the record. Thread-safe.
 */
final class RefusedCalls {
  /** The record expires after this time, so that a server without calls is tried again. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private record Refusal(Fault fault, boolean effect, long at) {}

  private final Runnable refused;
  private volatile @Nullable Refusal last;

  /**
   * @param refused runs on each refusal
   */
  RefusedCalls(Runnable refused) {
    this.refused = refused;
  }

  /** Records the result of a call. */
  void answered(boolean effect, @Nullable Fault refusal) {
    Refusal before = last;
    if (refusal != null) {
      last = new Refusal(refusal, effect, System.nanoTime());
      refused.run();
    } else if (before != null && before.effect() == effect) {
      last = null;
    }
  }

  @Nullable Fault recent() {
    Refusal it = last;
    return it != null && System.nanoTime() - it.at() < RECENT.toNanos() ? it.fault() : null;
  }
}
