package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns bytes that are known to be valid into values as the library that checks schemas takes them,
 * without a digit changed, in one pass. Not thread-safe. Recurses as deep as the value goes.
 */
final class JsonNodes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** So many digits always fit into a long. */
  private static final int SAFE_DIGITS = 18;

  /** Of making a value, and a member beside its value, in work. */
  private static final int VALUE = 12;

  /** Of one that holds others, or characters, beside that. */
  private static final int CONTAINER = 24;

  private static final int TEXT = 8;

  private static final int MEMBER = 16;

  /** Of each step to a member of an object that has many, whose names may all collide. */
  private static final int STEP = 16;

  private static final int MANY = 64;

  /** Bytes of a text that are read in the time of one piece of work, where none is escaped. */
  private static final int BYTES = 8;

  /** Of a byte of a text in which some are escaped. */
  private static final int ESCAPED = 2;

  /** Of a number that is no short integer, and of each of its digits. */
  private static final int NUMBER = 40;

  private static final int DIGIT = 10;

  private final byte[] bytes;
  private final int to;
  private int at;

  private JsonNodes(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
  }

  /**
   * The same value.
   *
   * @throws BoundedCheck.GivenUp where that takes too long, or where a number has an exponent that
   *     nothing holds
   */
  static JsonNode of(Json json) {
    return json.read((bytes, from, to) -> new JsonNodes(bytes, from, to).read());
  }

  private JsonNode read() {
    BoundedCheck.spend(VALUE);
    return switch (bytes[at]) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> NODES.stringNode(string());
      case 't' -> literal("true", NODES.booleanNode(true));
      case 'f' -> literal("false", NODES.booleanNode(false));
      case 'n' -> literal("null", NODES.nullNode());
      default -> number();
    };
  }

  private JsonNode object() {
    BoundedCheck.spend(CONTAINER);
    ObjectNode object = NODES.objectNode();
    while (hasNext()) {
      String name = string();
      BoundedCheck.spend(ofMember(object.size()));
      at = JsonCursor.skipSpace(bytes, JsonCursor.skipSpace(bytes, at) + 1);
      object.set(name, read());
    }
    return object;
  }

  private JsonNode array() {
    BoundedCheck.spend(CONTAINER);
    ArrayNode array = NODES.arrayNode();
    while (hasNext()) {
      array.add(read());
    }
    return array;
  }

  private static long ofMember(int others) {
    return others < MANY
        ? MEMBER
        : (long) STEP * (Integer.SIZE - Integer.numberOfLeadingZeros(others));
  }

  private boolean hasNext() {
    at = JsonCursor.nextChild(bytes, at);
    if (bytes[at] != '}' && bytes[at] != ']') {
      return true;
    }
    at++;
    return false;
  }

  private String string() {
    int from = at + 1;
    at = JsonCursor.skipString(bytes, at);
    boolean plain = StringBytes.textUntil(bytes, from, at - 1) == at - 1;
    BoundedCheck.spend(TEXT + (plain ? (at - from) / BYTES : (long) ESCAPED * (at - from)));
    return JsonStrings.decode(bytes, from, at - 1);
  }

  private JsonNode literal(String word, JsonNode node) {
    at += word.length();
    return node;
  }

  private JsonNode number() {
    int from = at;
    at = JsonCursor.skipScalar(bytes, at, to);
    if (!isWhole(from)) {
      return decimal(from);
    }
    if (at - from > SAFE_DIGITS) {
      return NODES.numberNode(new BigInteger(digits(from)));
    }
    long whole = JsonNumbers.read(bytes, from, at).longValue();
    return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
  }

  private boolean isWhole(int from) {
    for (int i = from; i < at; i++) {
      if (bytes[i] != '-' && (bytes[i] < '0' || bytes[i] > '9')) {
        return false;
      }
    }
    return true;
  }

  private JsonNode decimal(int from) {
    try {
      return NODES.numberNode(new BigDecimal(digits(from)));
    } catch (NumberFormatException e) {
      throw new BoundedCheck.GivenUp("has a number that is too large or too small to check");
    }
  }

  private String digits(int from) {
    BoundedCheck.spend(NUMBER + (long) DIGIT * (at - from));
    return new String(bytes, from, at - from, ISO_8859_1);
  }
}
