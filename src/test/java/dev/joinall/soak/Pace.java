package dev.joinall.soak;

import dev.joinall.testing.ServerKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How much of the soak tests runs. {@code -Dsoak.pace=0.3} gives each measurement that part of its
 * time, and {@code -Dsoak.kinds=sql,amqp} skips the other kinds of backends. {@code -Dsoak.slow=5}
 * multiplies the timeouts and deadlines of the files, for a machine with other work: the calls of
 * healthy backends must be in time there, too.
 */
final class Pace {
  static final double SHARE = Double.parseDouble(System.getProperty("soak.pace", "1"));
  static final int SLOW = Integer.getInteger("soak.slow", 1);
  private static final Pattern TIMES = Pattern.compile("(timeout|deadline): (\\d+)ms");
  private static final String KINDS = System.getProperty("soak.kinds", "");

  private Pace() {}

  /** That part of a time. */
  static Duration of(Duration whole) {
    return Duration.ofNanos(Math.round(whole.toNanos() * SHARE));
  }

  /** That part of a number, and at least one. */
  static int of(int whole) {
    return Math.max(1, (int) Math.round(whole * SHARE));
  }

  /** A file with longer timeouts and deadlines. */
  static String slow(String config) {
    return TIMES
        .matcher(config)
        .replaceAll(it -> it.group(1) + ": " + Integer.parseInt(it.group(2)) * SLOW + "ms");
  }

  /** The kinds that are measured, of those that have a server here. */
  static List<ServerKind> kinds(Set<ServerKind> there) {
    List<String> named = Arrays.asList(KINDS.split(","));
    return Arrays.stream(ServerKind.values())
        .filter(there::contains)
        .filter(it -> KINDS.isEmpty() || named.contains(it.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
