package dev.joinall.testing;

import java.time.Duration;
import java.util.Random;

/**
 * The latency of a stub, log-normal like that of real services.
 *
 * @param median half of the answers are faster
 * @param spread the deviation of the logarithm: 0 is always the median; with 0.4 one answer in
 *     twenty takes more than twice as long
 */
public record Latency(Duration median, double spread) {
  public static final Latency NONE = new Latency(Duration.ZERO, 0);

  /** Mostly 20 to 80 ms: a partner in the same country on a normal day. */
  public static final Latency PARTNER = new Latency(Duration.ofMillis(40), 0.4);

  Duration draw(Random random) {
    return Duration.ofNanos((long) (median.toNanos() * Math.exp(spread * random.nextGaussian())));
  }
}
