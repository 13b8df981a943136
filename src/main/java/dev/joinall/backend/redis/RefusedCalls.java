package dev.joinall.backend.redis;

import dev.joinall.backend.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * That a server which is there took no calls lately: a replica that was the primary, one that loads
 * its data. It is over when a call of the same sort, a read or an effect, is taken. Thread-safe.
 */
final class RefusedCalls {
  /** Without another call it is over after this time: a server that gets none must come back. */
  private static final Duration RECENT = Duration.ofSeconds(10);

  private record Refusal(Fault fault, boolean effect, long at) {}

  private final Runnable refused;
  private volatile @Nullable Refusal last;

  /**
   * @param refused run at each
   */
  RefusedCalls(Runnable refused) {
    this.refused = refused;
  }

  /** A call was answered. */
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
