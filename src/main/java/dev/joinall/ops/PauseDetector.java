package dev.joinall.ops;

/**
 * How late the loops are, in the eyes of a thread that looks at them again and again. When it comes
 * late itself, the whole process was paused: the loops then have as much time again. Not
 * thread-safe; times are nanoseconds of {@link System#nanoTime}.
 */
final class PauseDetector {
  private final long threshold;
  private final long interval;
  private long now;
  private long resumed;

  /**
   * Begins to look.
   *
   * @param threshold what is late
   * @param interval between two looks
   */
  PauseDetector(long threshold, long interval, long now) {
    this.threshold = threshold;
    this.interval = interval;
    this.now = now;
    this.resumed = now;
  }

  /** One look, at this time. */
  void look(long time) {
    if (time - now - interval > threshold / 2) {
      resumed = time;
    }
    now = time;
  }

  /** Of a loop whose beat was due then; 0 where it is not beyond the threshold. */
  long of(long due) {
    long late = now - Math.max(due, resumed);
    return late > threshold ? late : 0;
  }
}
