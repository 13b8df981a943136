package dev.joinall.soak;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Results, in the order of their ends. */
record Samples(List<Sample> all) {
  Samples {
    all = List.copyOf(all);
  }

  Samples only(Predicate<Sample> which) {
    return new Samples(all.stream().filter(which).toList());
  }

  /** Intended time of the first request. */
  long begun() {
    return all.stream().mapToLong(Sample::begun).min().orElseThrow();
  }

  /** Requests within this time after the first one. */
  Samples first(Duration time) {
    long end = begun() + time.toNanos();
    return only(it -> it.begun() < end);
  }

  Samples good() {
    return only(Sample::isGood);
  }

  /** Requests without any answer. */
  Samples lost() {
    return only(it -> it.status() == 0);
  }

  int count() {
    return all.size();
  }

  /**
   * A percentile of the response times, in milliseconds.
   *
   * @param share such as 0.99; 1 is the maximum
   */
  double millis(double share) {
    double[] sorted = all.stream().mapToDouble(Sample::millis).sorted().toArray();
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
