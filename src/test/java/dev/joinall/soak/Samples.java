package dev.joinall.soak;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What was measured, in the order of the ends. */
record Samples(List<Sample> all) {
  Samples {
    all = List.copyOf(all);
  }

  Samples only(Predicate<Sample> which) {
    return new Samples(all.stream().filter(which).toList());
  }

  /** When the first one was to be sent. */
  long begun() {
    return all.stream().mapToLong(Sample::begun).min().orElseThrow();
  }

  /** Those that were to be sent in this time from the first one on. */
  Samples first(Duration time) {
    long end = begun() + time.toNanos();
    return only(it -> it.begun() < end);
  }

  Samples good() {
    return only(Sample::isGood);
  }

  /** Those to which no answer came at all. */
  Samples lost() {
    return only(it -> it.status() == 0);
  }

  int count() {
    return all.size();
  }

  /**
   * The time within which this share of the requests was answered, in milliseconds.
   *
   * @param share such as 0.99; 1 is the longest
   */
  double millis(double share) {
    double[] sorted = all.stream().mapToDouble(Sample::millis).sorted().toArray();
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
