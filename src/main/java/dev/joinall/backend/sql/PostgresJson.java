package dev.joinall.backend.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import io.r2dbc.spi.Row;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Writes a row of PostgreSQL as JSON, directly from the server's text.
 *
 * <table>
 * <caption>Conversion of types</caption>
 * <tr><th>PostgreSQL</th><th>JSON</th></tr>
 * <tr><td>smallint, integer, bigint, oid</td><td>a number with all digits</td></tr>
 * <tr><td>numeric</td><td>a number with its own digits: 148.30; null for NaN and the
 *     infinities</td></tr>
 * <tr><td>real, double precision</td><td>the shortest number that reads back the same; null for NaN
 *     and the infinities</td></tr>
 * <tr><td>boolean</td><td>true or false</td></tr>
 * <tr><td>json, jsonb</td><td>the value as it is</td></tr>
 * <tr><td>timestamp with time zone</td><td>{@code "2026-11-23T08:15:30.25Z"}, in UTC</td></tr>
 * <tr><td>timestamp</td><td>{@code "2026-11-23T08:15:30.25"}</td></tr>
 * <tr><td>interval</td><td>{@code "P1DT2H"}</td></tr>
 * <tr><td>bytea</td><td>base64</td></tr>
 * <tr><td>arrays</td><td>lists</td></tr>
 * <tr><td>domains</td><td>like the type below</td></tr>
 * <tr><td>every other type</td><td>the server's text: texts, dates, uuid, enums, bit, money, ranges,
 *     network addresses, rows</td></tr>
 * </table>
 */
record PostgresJson(OwnTypes own) implements RowWriter {
  @Override
  public void value(Row row, int column, JsonWriter out) {
    RawCodec.Raw raw = row.get(column, RawCodec.Raw.class);
    if (raw == null) {
      out.nullValue();
      return;
    }
    write(raw.oid(), raw.bytes(), out);
  }

  private void write(int oid, byte[] bytes, JsonWriter out) {
    int element = PostgresType.element(oid, own);
    if (element == 0) {
      scalar(PostgresType.of(oid), bytes, out);
    } else {
      int base = own.base(element);
      Consumer<String> each = it -> write(base, it.getBytes(UTF_8), out);
      new PostgresArray(text(bytes), own.delimiter(element), each, out).write();
    }
  }

  private static void scalar(PostgresType type, byte[] bytes, JsonWriter out) {
    switch (type) {
      case BOOL -> out.bool(bytes[0] == 't');
      case NUMBER -> number(bytes, out);
      case JSON -> RowWriter.json(bytes, out);
      case BYTES -> out.string(base64(bytes));
      case TIMESTAMP -> out.string(timestamp(text(bytes)));
      case TIMESTAMP_WITH_ZONE -> out.string(inUtc(text(bytes)));
      case TEXT -> out.string(text(bytes));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** NaN and the infinities begin with a letter. */
  private static void number(byte[] bytes, JsonWriter out) {
    int first = bytes[0] == '-' ? 1 : 0;
    if (Character.isLetter(bytes[first])) {
      out.nullValue();
    } else {
      out.json(Json.trusted(bytes, 0, bytes.length));
    }
  }

  private static String base64(byte[] bytes) {
    String hex = new String(bytes, ISO_8859_1);
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex, 2, hex.length()));
  }

  /** Keeps {@code infinity} and a time before Christ unchanged. */
  private static String timestamp(String text) {
    return Character.isDigit(text.charAt(0)) && !text.endsWith("BC")
        ? text.replace(' ', 'T')
        : text;
  }

  /** The time zone of each connection is UTC. */
  private static String inUtc(String text) {
    return text.endsWith("+00")
        ? timestamp(text.substring(0, text.length() - 3)) + "Z"
        : timestamp(text);
  }
}
