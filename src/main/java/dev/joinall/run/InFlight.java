package dev.joinall.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the users of one deployment, so that its backends are closed after the last one. Lock-free
 * and thread-safe.
 */
public final class InFlight {
  /**
   * One for each user that entered and has not left, and one for the deployment while it is served.
   */
  private final AtomicInteger count = new AtomicInteger(1);

  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /** Returns false if the last user has left; then nothing may start. */
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

  /** Called once for each {@link #enter} that returned true. */
  public void leave() {
    if (count.decrementAndGet() == 0) {
      drained.complete(null);
    }
  }

  /**
   * Stops serving these plans. Called once.
   *
   * @return completed on the thread of the last user that leaves, possibly the caller's
   */
  public CompletableFuture<Void> retire() {
    leave();
    return drained;
  }
}
