package dev.joinall.ops;

/**
 * Tells a blocked event loop from a pause of the whole process, such as a garbage collection: in a
 * pause the watching thread is late as well.
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
