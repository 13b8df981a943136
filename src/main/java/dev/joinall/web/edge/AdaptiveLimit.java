package dev.joinall.web.edge;

import java.time.Duration;

/**
 * How many requests may be under way, learnt from how late the event loops are. Late loops are the
 * one sign that this process has too much to do: how long a request takes says more of its
 * backends, which deadlines bound. While most of what waited for a loop in a moment waited too
 * long, there is room for fewer requests than there are; otherwise for a few more. {@link
 * #measured} is to be called by one thread at a time.
 */
final class AdaptiveLimit {
  /** So many are always let in: in turns they are late, but soon done. */
  static final int LEAST = 64;

  static final Duration MOMENT = Duration.ofMillis(100);

  private static final double DOWN = 0.8;
  private static final double UP = 1.1;

  private final int most;
  private final long tolerated;
  private volatile int limit;
  private volatile boolean late;
  private long begin;
  private long latest;
  private int onTime;
  private int tooLate;

  /**
   * Begins with the most, as nothing is known.
   *
   * @param tolerated how long a loop may keep a request waiting
   * @param now nanoseconds
   */
  AdaptiveLimit(int most, Duration tolerated, long now) {
    this.most = most;
    this.tolerated = tolerated.toNanos();
    this.limit = most;
    this.begin = now;
    this.latest = now;
  }

  int current() {
    return limit;
  }

  /** Or were just now. */
  boolean areLoopsLate() {
    return late || limit < most;
  }

  /**
   * Something has waited for a loop.
   *
   * @param nanos how long
   * @param underWay requests, now
   */
  void measured(long nanos, int underWay, long now) {
    if (now - nanos - latest > MOMENT.toNanos()) { // nobody came: what was before says nothing
      begin(now - nanos);
    }
    latest = now;
    if (nanos > tolerated) {
      tooLate++;
    } else {
      onTime++;
    }
    if (now - begin >= MOMENT.toNanos()) {
      adapt(underWay);
      begin(now);
    }
  }

  private void begin(long now) {
    begin = now;
    onTime = 0;
    tooLate = 0;
  }

  /** One late moment may be a pause that is over; the next one tells. */
  private void adapt(int underWay) {
    boolean before = late;
    late = tooLate > onTime;
    if (!late) {
      limit = Math.min(most, (int) (limit * UP) + 1);
    } else if (before) {
      limit = Math.max(Math.min(LEAST, most), (int) (Math.min(limit, underWay) * DOWN));
    }
  }
}
