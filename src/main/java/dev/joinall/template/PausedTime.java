package dev.joinall.template;

/** The time for which a deadline is paused. Thread-safe. */
final class PausedTime {
  private long before;
  private long since;
  private boolean paused;

  synchronized void pause(long now) {
    if (!paused) {
      paused = true;
      since = now;
    }
  }

  synchronized void resume(long now) {
    if (paused) {
      paused = false;
      before += now - since;
    }
  }

  /** The total in nanoseconds until now. */
  synchronized long nanos(long now) {
    return paused ? before + now - since : before;
  }
}
