package dev.joinall.testing;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Bounds for a server or a machine that is slow: {@code -Dtest.patience=10} makes the generous ones
 * ten times as long. Those that a test measures stay.
 */
public final class Patience {
  private static final int FACTOR = Integer.getInteger("test.patience", 1);

  /** Five seconds and more are only there so that a test ends. */
  private static final Pattern GENEROUS = Pattern.compile("timeout: ([5-9]|\\d{2,})s");

  private Patience() {}

  /** A generous bound. */
  public static Duration of(Duration usual) {
    return usual.multipliedBy(FACTOR);
  }

  /** The declaration of a backend with longer timeouts. */
  static String stretch(String yaml) {
    return GENEROUS
        .matcher(yaml)
        .replaceAll(it -> "timeout: " + Integer.parseInt(it.group(1)) * FACTOR + "s");
  }
}
