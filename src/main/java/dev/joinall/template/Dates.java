package dev.joinall.template;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** The parser of {@code date(text)}. */
final class Dates {
  private Dates() {}

  /** A date is midnight UTC. A time without an offset is rejected. */
  static Instant parse(String text) {
    try {
      return text.length() == "2026-01-31".length()
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not an ISO 8601 date: \"" + text + "\"", e);
    }
  }
}
