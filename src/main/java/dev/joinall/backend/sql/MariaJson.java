package dev.joinall.backend.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import io.r2dbc.spi.Row;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mariadb.r2dbc.message.server.ColumnDefinitionPacket;

/**
 * Writes a row of MySQL or MariaDB as JSON.
 *
 * <table>
 * <caption>Conversion of types</caption>
 * <tr><th>MySQL, MariaDB</th><th>JSON</th></tr>
 * <tr><td>integers, signed and unsigned; boolean; year</td><td>a number with all digits: a boolean is
 *     0 or 1</td></tr>
 * <tr><td>decimal</td><td>a number with its own digits: 148.30</td></tr>
 * <tr><td>float, double</td><td>a number</td></tr>
 * <tr><td>timestamp</td><td>{@code "2026-11-23T08:15:30.25Z"}, in UTC</td></tr>
 * <tr><td>datetime</td><td>{@code "2026-11-23T08:15:30.25"}</td></tr>
 * <tr><td>date</td><td>{@code "2026-11-23"}; null if its year, month or day is zero</td></tr>
 * <tr><td>time</td><td>{@code "-12:30:00"}</td></tr>
 * <tr><td>bit(n)</td><td>its n digits: {@code "0101"}</td></tr>
 * <tr><td>binary, varbinary, blob, geometry</td><td>base64</td></tr>
 * <tr><td>json of MySQL</td><td>the value as it is; in MariaDB json is a text</td></tr>
 * <tr><td>texts, enum, set, uuid, inet6</td><td>the server's text</td></tr>
 * </table>
 */
final class MariaJson implements RowWriter {
  private static final List<DateTimeFormatter> TIMES =
      IntStream.rangeClosed(0, 6).mapToObj(MariaJson::withDigits).toList();

  private static DateTimeFormatter withDigits(int digits) {
    var format = new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd'T'HH:mm:ss");
    if (digits > 0) {
      format.appendFraction(ChronoField.NANO_OF_SECOND, digits, digits, true);
    }
    return format.toFormatter(Locale.ROOT);
  }

  @Override
  public void value(Row row, int index, JsonWriter out) {
    if (!(row.getMetadata().getColumnMetadata(index) instanceof ColumnDefinitionPacket column)) {
      throw new IllegalStateException("a column of another driver");
    }
    switch (column.getDataType()) {
      case NULL -> out.nullValue();
      case TINYINT,
          SMALLINT,
          MEDIUMINT,
          INTEGER,
          BIGINT,
          YEAR,
          OLDDECIMAL,
          DECIMAL,
          FLOAT,
          DOUBLE ->
          number(row.get(index, String.class), out);
      case TIMESTAMP -> time(date(row, index, LocalDateTime.class), column, "Z", out);
      case DATETIME -> time(date(row, index, LocalDateTime.class), column, "", out);
      case DATE, NEWDATE -> date(date(row, index, LocalDate.class), out);
      case BIT -> text(bits(row.get(index, String.class), (int) column.getLength()), out);
      case JSON -> json(row.get(index, String.class), out);
      case TINYBLOB, MEDIUMBLOB, LONGBLOB, BLOB, GEOMETRY ->
          text(base64(row.get(index, byte[].class)), out);
      case VARSTRING, STRING, ENUM, SET ->
          text(
              column.isBinary()
                  ? base64(row.get(index, byte[].class))
                  : row.get(index, String.class),
              out);
      case TIME -> text(time(row.get(index, String.class), column.getDecimals()), out);
      case TEXT -> text(row.get(index, String.class), out);
    }
  }

  private static void text(@Nullable String text, JsonWriter out) {
    if (text == null) {
      out.nullValue();
    } else {
      out.string(text);
    }
  }

  /** Omits the leading zeros that {@code zerofill} adds. */
  private static void number(@Nullable String text, JsonWriter out) {
    if (text == null) {
      out.nullValue();
      return;
    }
    byte[] digits = text.getBytes(ISO_8859_1);
    int first = 0;
    while (first + 1 < digits.length
        && digits[first] == '0'
        && Character.isDigit(digits[first + 1])) {
      first++;
    }
    out.json(Json.trusted(digits, first, digits.length));
  }

  private static void time(
      @Nullable LocalDateTime time, ColumnDefinitionPacket column, String zone, JsonWriter out) {
    int digits = column.getDecimals();
    text(
        time == null
            ? null
            : TIMES
                    .get(digits < TIMES.size() && digits >= 0 ? digits : TIMES.size() - 1)
                    .format(time)
                + zone,
        out);
  }

  /** Limits the digits: one of the driver's protocols has six digits after the point. */
  private static @Nullable String time(@Nullable String text, int digits) {
    int point = text == null ? -1 : text.indexOf('.');
    return text == null || point < 0
        ? text
        : text.substring(0, Math.min(text.length(), point + 1 + digits));
  }

  private static void date(@Nullable LocalDate date, JsonWriter out) {
    text(date == null ? null : date.toString(), out);
  }

  /**
   * Null for a date whose year, month or day is zero: Java has no such date, and the driver reads
   * one as the first day of the year 0, of 1970, or not at all.
   */
  private static <T extends Temporal> @Nullable T date(Row row, int index, Class<T> type) {
    try {
      T date = row.get(index, type);
      return date == null || date.get(ChronoField.YEAR) == 0 ? null : date;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Adds leading zeros, which the driver omits: {@code b'101'}. */
  private static @Nullable String bits(@Nullable String text, int length) {
    if (text == null) {
      return null;
    }
    String digits = text.substring(2, text.length() - 1);
    return "0".repeat(Math.max(0, length - digits.length())) + digits;
  }

  private static @Nullable String base64(byte @Nullable [] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  private static void json(@Nullable String text, JsonWriter out) {
    if (text == null) {
      out.nullValue();
    } else {
      RowWriter.json(text.getBytes(UTF_8), out);
    }
  }
}
