package dev.joinall.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts valid bytes to the nodes of the schema library, without loss of a digit, in one pass.
 * Not thread-safe. Recurses as deep as the value is nested.
 */
final class JsonNodes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** This many digits always fit into a long. */
  private static final int SAFE_DIGITS = 18;

  /** The work of creating a value, and of a member besides its value. */
  private static final int VALUE = 12;

  /** The additional work of a container, and of characters. */
  private static final int CONTAINER = 24;

  private static final int TEXT = 8;

  private static final int MEMBER = 16;

  /** The work of each step to a member of a large object, whose names may all collide. */
  private static final int STEP = 16;

  private static final int MANY = 64;

  /** The number of bytes of a text without escapes that are read per unit of work. */
  private static final int BYTES = 8;

  /** The work of a byte of a text with escapes. */
  private static final int ESCAPED = 2;

  /** The work of a number that is not a short integer, and of each of its digits. */
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
   * Returns the same value as a node.
   *
   * @throws BoundedCheck.GivenUp if it takes too long, or if a number has an exponent that cannot
   *     be represented
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
