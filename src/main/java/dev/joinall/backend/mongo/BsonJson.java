package dev.joinall.backend.mongo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinarySubType;
import org.bson.BsonDbPointer;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonReader;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;

/**
 * Writes BSON as JSON, directly from the server's bytes.
 *
 * <table>
 * <caption>Conversion of types</caption>
 * <tr><th>BSON</th><th>JSON</th></tr>
 * <tr><td>ObjectId</td><td>its 24 hex digits</td></tr>
 * <tr><td>date</td><td>{@code "2026-11-23T08:15:30.250Z"}: UTC, always milliseconds</td></tr>
 * <tr><td>int32, int64</td><td>a number with all digits</td></tr>
 * <tr><td>double</td><td>the shortest number that reads back the same: 3 for 3.0; null for NaN and
 *     the infinities</td></tr>
 * <tr><td>Decimal128</td><td>a number with its own digits: 148.30, 1E+400; null for NaN and the
 *     infinities</td></tr>
 * <tr><td>UUID (subtype 4)</td><td>{@code "123e4567-e89b-12d3-a456-426614174000"}</td></tr>
 * <tr><td>other binary, legacy UUIDs too</td><td>base64</td></tr>
 * <tr><td>regular expression</td><td>{@code "/pattern/options"}</td></tr>
 * <tr><td>timestamp</td><td>{@code "2026-11-23T08:15:30Z"}: its second</td></tr>
 * <tr><td>symbol, JavaScript code</td><td>its text</td></tr>
 * <tr><td>DBPointer</td><td>{@code {"$ref": "shop.orders", "$id": "<24 hex digits>"}}</td></tr>
 * <tr><td>null, undefined, min key, max key</td><td>null</td></tr>
 * <tr><td>string, boolean, document, array</td><td>the same; order and repeated names are
 *     kept</td></tr>
 * </table>
 */
final class BsonJson {
  /** Maximum nesting of documents and arrays, as for other JSON. */
  static final int MAX_DEPTH = 64;

  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private BsonJson() {}

  /** Fails with {@code too-large} if the document is nested deeper than {@link #MAX_DEPTH}. */
  static void write(RawBsonDocument document, JsonWriter out) {
    try (var in = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
      document(in, out, 1);
    }
  }

  /** Writes the document without one of its top-level fields. */
  static void writeWithout(String field, RawBsonDocument document, JsonWriter out) {
    try (var in = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
      in.readStartDocument();
      out.beginObject();
      while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
        String name = in.readName();
        if (name.equals(field)) {
          in.skipValue();
        } else {
          out.name(name);
          value(in, out, 1);
        }
      }
      out.endObject();
    }
  }

  static void write(BsonValue value, JsonWriter out) {
    try (var in = new BsonDocumentReader(new BsonDocument("value", value))) {
      in.readStartDocument();
      in.readBsonType();
      in.skipName();
      value(in, out, 0);
    }
  }

  private static void document(BsonReader in, JsonWriter out, int depth) {
    in.readStartDocument();
    out.beginObject();
    while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
      out.name(in.readName());
      value(in, out, depth);
    }
    out.endObject();
    in.readEndDocument();
  }

  private static void array(BsonReader in, JsonWriter out, int depth) {
    in.readStartArray();
    out.beginArray();
    while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
      value(in, out, depth);
    }
    out.endArray();
    in.readEndArray();
  }

  private static void value(BsonReader in, JsonWriter out, int depth) {
    switch (in.getCurrentBsonType()) {
      case DOCUMENT -> document(in, out, deeper(depth));
      case ARRAY -> array(in, out, deeper(depth));
      case STRING -> out.string(in.readString());
      case OBJECT_ID -> out.string(in.readObjectId().toHexString());
      case INT32 -> out.number(in.readInt32());
      case INT64 -> out.number(in.readInt64());
      case DOUBLE -> out.number(in.readDouble());
      case DECIMAL128 -> out.json(decimal(in.readDecimal128()));
      case BOOLEAN -> out.bool(in.readBoolean());
      case DATE_TIME -> out.string(MILLISECONDS.format(Instant.ofEpochMilli(in.readDateTime())));
      case TIMESTAMP -> out.string(second(in.readTimestamp()));
      case BINARY -> out.string(binary(in.readBinaryData()));
      case REGULAR_EXPRESSION -> out.string(regex(in.readRegularExpression()));
      case SYMBOL -> out.string(in.readSymbol());
      case JAVASCRIPT -> out.string(in.readJavaScript());
      case JAVASCRIPT_WITH_SCOPE -> out.string(code(in));
      case DB_POINTER -> pointer(in.readDBPointer(), out);
      case NULL, UNDEFINED, MIN_KEY, MAX_KEY, END_OF_DOCUMENT -> {
        in.skipValue();
        out.nullValue();
      }
    }
  }

  private static int deeper(int depth) {
    if (depth == MAX_DEPTH) {
      throw new StepException(
          Fault.Type.TOO_LARGE, "a document is deeper than " + MAX_DEPTH + " levels");
    }
    return depth + 1;
  }

  private static Json decimal(Decimal128 number) {
    if (!number.isFinite()) {
      return Json.NULL;
    }
    byte[] digits = number.toString().getBytes(ISO_8859_1);
    return Json.trusted(digits, 0, digits.length);
  }

  private static String binary(BsonBinary binary) {
    boolean uuid =
        binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue()
            && binary.getData().length == 2 * Long.BYTES;
    return uuid ? binary.asUuid().toString() : Base64.getEncoder().encodeToString(binary.getData());
  }

  private static String regex(BsonRegularExpression regex) {
    return "/" + regex.getPattern() + "/" + regex.getOptions();
  }

  private static String second(BsonTimestamp timestamp) {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(timestamp.getTime())).toString();
  }

  private static String code(BsonReader in) {
    String code = in.readJavaScriptWithScope();
    in.readStartDocument();
    while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
      in.skipName();
      in.skipValue();
    }
    in.readEndDocument();
    return code;
  }

  private static void pointer(BsonDbPointer pointer, JsonWriter out) {
    out.beginObject();
    out.name("$ref").string(pointer.getNamespace());
    out.name("$id").string(pointer.getId().toHexString());
    out.endObject();
  }
}
