package dev.joinall.template;

import static dev.joinall.template.FunctionTable.MAP;
import static dev.joinall.template.FunctionTable.OBJECT_ID;
import static dev.joinall.template.FunctionTable.UNIQUE_ID;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Functions that encode a value in another notation, or decode it. */
final class CodeFunctions {
  private static final CelType TEXT = SimpleType.STRING;
  private static final CelType BYTES = SimpleType.BYTES;

  /** In elements: the cost of a call. */
  private static final int CALL = 50;

  private CodeFunctions() {}

  static void declare(FunctionTable table) {
    table.function(
        "parseJson", "parseJson_string", it -> parsed((String) it[0]), SimpleType.DYN, TEXT);
    table.function("toJson", "toJson_dyn", it -> written(it[0]), TEXT, SimpleType.DYN);
    table.function(
        "urlEncode", "urlEncode_string", it -> Encodings.url((String) it[0]), TEXT, TEXT);
    table.function(
        "formEncode", "formEncode_map", it -> Encodings.form((Map<?, ?>) it[0]), TEXT, MAP);
    table.function(
        "htmlEscape", "htmlEscape_string", it -> Encodings.html((String) it[0]), TEXT, TEXT);
    table.function(
        "xmlEscape", "xmlEscape_string", it -> Encodings.xml((String) it[0]), TEXT, TEXT);
    for (CelType type : new CelType[] {TEXT, BYTES}) {
      String suffix = "_" + type.name();
      table.function("base64", "base64" + suffix, it -> base64(it[0]), TEXT, type);
      table.function("hex", "hex" + suffix, it -> hex(it[0]), TEXT, type);
      table.function("sha256", "sha256" + suffix, it -> Digests.sha256(bytes(it[0])), BYTES, type);
      for (CelType key : new CelType[] {TEXT, BYTES}) {
        String both = "_" + key.name() + suffix;
        table.function("hmac", "hmac" + both, CodeFunctions::hmac, BYTES, key, type);
        table.function(
            "hmac", "hmac" + both + "_string", CodeFunctions::hmac, BYTES, key, type, TEXT);
      }
    }
    table.function("binary", "binary_string", it -> binary((String) it[0]), BYTES, TEXT);
    table.function("uuid", "uuid", it -> Digests.uniqueId(), UNIQUE_ID);
    table.function("uuid", "uuid_string", it -> Digests.uniqueId((String) it[0]), UNIQUE_ID, TEXT);
    table.function("objectId", "objectId_string", it -> new HexId((String) it[0]), OBJECT_ID, TEXT);
    table.function("string", "uuid_to_string", it -> it[0].toString(), TEXT, UNIQUE_ID);
    table.function("string", "objectId_to_string", it -> ((HexId) it[0]).hex(), TEXT, OBJECT_ID);
  }

  /** In elements: the cost of writing a double or a decimal in the form of JSON. */
  private static final int NUMBER = 80;

  private static Object parsed(String text) {
    Meter.chargeElements(CALL + 2 * Cost.ofText(text.length()));
    Meter.chargeBytes(text.length());
    try {
      return Values.toCel(Json.parse(text.getBytes(UTF_8)));
    } catch (MalformedJson e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
    }
  }

  private static String written(Object value) {
    Json json = Values.json(Values.fromCel(value));
    Meter.chargeElements(CALL + NUMBER + Cost.ofText(json.length()));
    Meter.chargeBytes(2L * json.length());
    return json.toString();
  }

  private static CelByteString bytes(Object value) {
    return value instanceof CelByteString bytes
        ? bytes
        : CelByteString.of(((String) value).getBytes(UTF_8));
  }

  private static byte[] charged(Object value) {
    byte[] bytes = bytes(value).toByteArray();
    Meter.chargeElements(Cost.ofText(bytes.length));
    Meter.chargeBytes(3L * bytes.length);
    return bytes;
  }

  private static String base64(Object value) {
    return Base64.getEncoder().encodeToString(charged(value));
  }

  private static String hex(Object value) {
    return HexFormat.of().formatHex(charged(value));
  }

  private static CelByteString binary(String text) {
    Meter.chargeElements(Cost.ofText(text.length()));
    Meter.chargeBytes(text.length());
    try {
      return CelByteString.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not base64: " + e.getMessage(), e);
    }
  }

  private static CelByteString hmac(Object[] arguments) {
    String digest = arguments.length > 2 ? (String) arguments[2] : "sha256";
    return Digests.hmac(bytes(arguments[0]), bytes(arguments[1]), digest);
  }
}
