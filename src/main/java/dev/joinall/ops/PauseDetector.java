package dev.joinall.ops;

/**
 * Distinguishes a blocked event loop from a pause of the whole process, such as a garbage
 * collection: in a pause the watchdog thread is late as well.
 */
final class PauseDetector {
  private final long threshold;
  private final long interval;
  private long now;
  private long resumed;

  /**
   * @param threshold the lag that counts as late
   * @param interval between two checks
   */
  PauseDetector(long threshold, long interval, long now) {
    this.threshold = threshold;
    this.interval = interval;
    this.now = now;
    this.resumed = now;
  }

  void recordCheck(long time) {
    if (time - now - interval > threshold / 2) {
      resumed = time;
    }
    now = time;
  }

  /** The lag of a loop whose beat was due at that time; 0 up to the threshold. */
  long of(long due) {
    long late = now - Math.max(due, resumed);
    return late > threshold ? late : 0;
  }
}
