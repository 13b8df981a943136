package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.TemporalQueries;

/** Functions on dates, which CEL calls timestamps, and on durations. */
final class DateFunctions {
  /** In elements: the cost of a calculation. */
  private static final int CALCULATION = 50;

  private static final int FORMAT = 500;

  private DateFunctions() {}

  static void declare(FunctionTable table) {
    CelType date = SimpleType.TIMESTAMP;
    CelType text = SimpleType.STRING;
    CelType number = SimpleType.INT;
    table.function("date", "date_string", it -> Dates.parse((String) it[0]), date, text);
    table.function("formatDate", "formatDate_2", DateFunctions::format, text, date, text);
    table.function("formatDate", "formatDate_3", DateFunctions::format, text, date, text, text);
    table.function(
        "formatDate", "formatDate_4", DateFunctions::format, text, date, text, text, text);
    table.function("parseDate", "parseDate_2", DateFunctions::parse, date, text, text);
    table.function("parseDate", "parseDate_3", DateFunctions::parse, date, text, text, text);
    table.function("parseDate", "parseDate_4", DateFunctions::parse, date, text, text, text, text);
    table.method("add", "date_add_3", DateFunctions::add, date, date, number, text);
    table.method("add", "date_add_4", DateFunctions::add, date, date, number, text, text);
    table.method("truncate", "date_truncate_2", DateFunctions::truncate, date, date, text);
    table.method("truncate", "date_truncate_3", DateFunctions::truncate, date, date, text, text);
    table.method(
        "truncate",
        "duration_truncate",
        it -> truncated((Duration) it[0], (String) it[1]),
        SimpleType.DURATION,
        SimpleType.DURATION,
        text);
  }

  private static String text(Object[] arguments, int index, String defaultText) {
    return arguments.length > index ? (String) arguments[index] : defaultText;
  }

  static ZoneId zone(String name) {
    Meter.chargeElements(CALCULATION);
    try {
      return name.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "not a time zone: \"" + OwnFunctions.shown(name) + "\"; one is UTC or Europe/Berlin", e);
    }
  }

  private static String format(Object[] arguments) {
    Meter.chargeElements(FORMAT);
    Meter.chargeBytes(2 * DatePatterns.MAX_LENGTH);
    DateTimeFormatter formatter =
        DatePatterns.formatter((String) arguments[1], text(arguments, 3, "en"));
    return formatter.format(((Instant) arguments[0]).atZone(zone(text(arguments, 2, "UTC"))));
  }

  private static Instant parse(Object[] arguments) {
    String text = (String) arguments[0];
    String pattern = (String) arguments[1];
    if (text.length() > Cost.MAX_DATE) {
      throw new IllegalArgumentException("a text of more than " + Cost.MAX_DATE + " characters");
    }
    Meter.chargeElements(FORMAT + (long) Cost.DATE_CHARACTER * text.length());
    ZoneId zone = zone(text(arguments, 2, "UTC"));
    try {
      TemporalAccessor parsed =
          DatePatterns.formatter(pattern, text(arguments, 3, "en")).parse(text);
      LocalDate day = parsed.query(TemporalQueries.localDate());
      LocalTime time = parsed.query(TemporalQueries.localTime());
      ZoneId written = parsed.query(TemporalQueries.zone());
      if (day == null) {
        throw new DateTimeException("the pattern has no day");
      }
      return day.atTime(time == null ? LocalTime.MIN : time)
          .atZone(written == null ? zone : written)
          .toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "not a date of the form \"" + pattern + "\": \"" + text + "\"", e);
    }
  }

  private static Instant add(Object[] arguments) {
    ZonedDateTime date = ((Instant) arguments[0]).atZone(zone(text(arguments, 3, "UTC")));
    return date.plus((Long) arguments[1], unit((String) arguments[2])).toInstant();
  }

  private static Instant truncate(Object[] arguments) {
    ZonedDateTime date = ((Instant) arguments[0]).atZone(zone(text(arguments, 2, "UTC")));
    ChronoUnit unit = unit((String) arguments[1]);
    if (unit.isTimeBased()) {
      return date.truncatedTo(unit).toInstant();
    }
    LocalDate day = date.toLocalDate();
    LocalDate first =
        switch (unit) {
          case WEEKS -> day.with(DayOfWeek.MONDAY);
          case MONTHS -> day.with(TemporalAdjusters.firstDayOfMonth());
          case YEARS -> day.with(TemporalAdjusters.firstDayOfYear());
          default -> day;
        };
    return first.atTime(LocalTime.MIN).atZone(date.getZone()).toInstant();
  }

  private static Duration truncated(Duration duration, String name) {
    ChronoUnit unit = unit(name);
    if (!unit.isTimeBased()) {
      throw new IllegalArgumentException("a duration is truncated to hours or less");
    }
    long nanos = unit.getDuration().toNanos();
    long whole = Math.floorDiv(Math.abs(duration.toNanos()), nanos) * nanos;
    return Duration.ofNanos(duration.isNegative() ? -whole : whole);
  }

  static ChronoUnit unit(String name) {
    Meter.chargeElements(CALCULATION);
    return switch (name) {
      case "millisecond", "milliseconds" -> ChronoUnit.MILLIS;
      case "second", "seconds" -> ChronoUnit.SECONDS;
      case "minute", "minutes" -> ChronoUnit.MINUTES;
      case "hour", "hours" -> ChronoUnit.HOURS;
      case "day", "days" -> ChronoUnit.DAYS;
      case "week", "weeks" -> ChronoUnit.WEEKS;
      case "month", "months" -> ChronoUnit.MONTHS;
      case "year", "years" -> ChronoUnit.YEARS;
      default ->
          throw new IllegalArgumentException(
              "not a unit: \""
                  + OwnFunctions.shown(name)
                  + "\"; one is seconds, minutes, hours, days, weeks, months or years");
    };
  }
}
