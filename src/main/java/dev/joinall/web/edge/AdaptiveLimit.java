package dev.joinall.web.edge;

import java.time.Duration;

/**
 * How many requests may be under way on an event loop, learnt from how late it is. A late loop is
 * the one sign that it has too much to do: how long a request takes says more of its backends,
 * which deadlines bound. While most of what waited for the loop in a moment waited too long, there
 * is room for fewer requests than there are; otherwise for a few more. For the loop alone, but for
 * {@link #learnt}.
 */
final class AdaptiveLimit {
  /** So many are always let in: in turns they are late, but soon done. */
  static final int LEAST = 32;

  static final Duration MOMENT = Duration.ofMillis(100);

  /** Nothing is overdue. */
  private static final int OPEN = Integer.MAX_VALUE;

  private static final double DOWN = 0.8;
  private static final double UP = 1.1;

  private final int most;
  private final int least;
  private final long tolerated;
  private volatile int limit;
  private boolean late;
  private int hold = OPEN;
  private long begin;
  private long latest;
  private int onTime;
  private int tooLate;
  private long waited;

  /**
   * Begins with the most, as nothing is known.
   *
   * @param tolerated how long the loop may keep a request waiting
   * @param now nanoseconds
   */
  AdaptiveLimit(int most, Duration tolerated, long now) {
    this.most = most;
    this.least = Math.min(LEAST, most);
    this.tolerated = tolerated.toNanos();
    this.limit = most;
    this.begin = now;
    this.latest = now;
  }

  int current() {
    return Math.min(limit, hold);
  }

  /** Without what is overdue just now. */
  int learnt() {
    return limit;
  }

  /** Or was just now. */
  boolean isLoopLate() {
    return late || hold != OPEN || limit < most;
  }

  /**
   * Something begins to wait for the loop. Where nothing did for long, what was before is over.
   *
   * @param underWay requests, now
   */
  void begins(int underWay, long now) {
    if (underWay == 0 && now - latest > MOMENT.toNanos()) {
      limit = most;
      late = false;
      hold = OPEN;
      begin(now);
    }
  }

  /**
   * Something waits for the loop, for so long by now; {@link #measured} will tell how long. Where
   * it is too long already, no more are let in than there are: many could come before it is told.
   *
   * @param underWay requests, now
   */
  void pending(long nanos, int underWay) {
    if (nanos > tolerated && hold == OPEN) {
      hold = Math.max(least, underWay);
    }
  }

  /**
   * Something has waited for the loop.
   *
   * @param nanos how long
   * @param underWay requests, now
   */
  void measured(long nanos, int underWay, long now) {
    latest = now;
    waited += nanos;
    if (nanos > tolerated) {
      tooLate++;
    } else {
      onTime++;
      hold = OPEN;
    }
    if (now - begin >= MOMENT.toNanos() && onTime + tooLate > 1) { // one is a pause
      adapt(underWay);
      begin(now);
    }
  }

  private void begin(long now) {
    begin = now;
    onTime = 0;
    tooLate = 0;
    waited = 0;
  }

  private void adapt(int underWay) {
    hold = OPEN;
    late = tooLate > onTime;
    limit =
        late
            ? Math.max(least, (int) (Math.min(limit, underWay) * share()))
            : Math.min(most, (int) (limit * UP) + 1);
  }

  /** Those under way have waited so long: by Little's law, that share would not wait too long. */
  private double share() {
    return Math.min(DOWN, (double) tolerated * (tooLate + onTime) / waited);
  }
}
