package dev.joinall.config;

import java.util.List;

/** The words for the types of faults in a file, in expressions and in responses. */
public final class FaultWords {
  /** In the order of {@code Fault.Type}, which depends on this package. A test compares both. */
  public static final List<String> ALL =
      List.of(
          "timeout",
          "rejected",
          "unavailable",
          "status",
          "conflict",
          "malformed",
          "too-large",
          "invalid",
          "unknown",
          "error");

  private FaultWords() {}
}
