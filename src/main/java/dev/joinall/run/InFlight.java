package dev.joinall.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the users of one deployment, so that its backends are closed after the last one. Lock-free
 * and thread-safe.
 */
public final class InFlight {
  /** One for each that entered and has not left, and one for being served. */
  private final AtomicInteger count = new AtomicInteger(1);

  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** False where the last one has left: then nothing may begin any more. */
  public boolean enter() {
    int seen = count.get();
    while (seen > 0) {
      if (count.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = count.get();
    }
    return false;
  }

  /** To be called once for each {@link #enter} that was true. */
  public void leave() {
    if (count.decrementAndGet() == 0) {
      over.complete(null);
    }
  }

  /**
   * Says that these plans are served no more. To be called once.
   *
   * @return completed when the last one has left, on its thread; may be completed by the caller
   */
  public CompletableFuture<Void> retire() {
    leave();
    return over;
  }
}
