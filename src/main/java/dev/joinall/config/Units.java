package dev.joinall.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and percentages as written in the file. */
final class Units {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})([A-Za-z%]+)");
  private static final Map<String, Duration> TIMES =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));
  private static final Map<String, Integer> SIZES = Map.of("B", 1, "KB", 1 << 10, "MB", 1 << 20);

  /** No request takes longer, and clients use milliseconds of 32 bits. */
  private static final Duration MAX_DURATION = Duration.ofHours(24);

  private Units() {}

  static Optional<Duration> duration(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches() || !TIMES.containsKey(amount.group(2))) {
      return Optional.empty();
    }
    return Optional.of(TIMES.get(amount.group(2)).multipliedBy(Long.parseLong(amount.group(1))))
        .filter(it -> it.isPositive() && it.compareTo(MAX_DURATION) <= 0);
  }

  static Optional<Integer> bytes(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches() || !SIZES.containsKey(amount.group(2))) {
      return Optional.empty();
    }
    long bytes = Long.parseLong(amount.group(1)) * SIZES.get(amount.group(2));
    return bytes > 0 && bytes <= Integer.MAX_VALUE ? Optional.of((int) bytes) : Optional.empty();
  }

  static Optional<BigDecimal> percent(String text) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches() || !amount.group(2).equals("%")) {
      return Optional.empty();
    }
    var share = new BigDecimal(amount.group(1));
    boolean valid = share.signum() > 0 && share.compareTo(BigDecimal.valueOf(100)) <= 0;
    return valid ? Optional.of(share) : Optional.empty();
  }
}
