package dev.joinall.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values as the library that checks schemas takes them, without a digit changed. */
final class JsonNodes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Of reading a digit of a number that is not short, in work. */
  private static final int DIGIT = 10;

  private JsonNodes() {}

  /**
   * The same value.
   *
   * @throws BoundedCheck.GivenUp where a number has an exponent that nothing holds
   */
  static JsonNode of(Json json) {
    BoundedCheck.spend(BoundedCheck.NODE);
    return switch (json.kind()) {
      case NULL -> NODES.nullNode();
      case BOOLEAN -> NODES.booleanNode(json.equals(Json.TRUE));
      case STRING -> NODES.stringNode(json.text());
      case NUMBER -> number(json.number());
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        json.forEachElement(element -> array.add(of(element)));
        yield array;
      }
      case OBJECT -> {
        ObjectNode object = NODES.objectNode();
        json.forEachMember((name, member) -> object.set(name, of(member)));
        yield object;
      }
    };
  }

  private static JsonNode number(Number number) {
    return switch (number) {
      case Long whole when whole == whole.intValue() -> NODES.numberNode(whole.intValue());
      case Long whole -> NODES.numberNode(whole);
      default -> decimal(number.toString());
    };
  }

  private static JsonNode decimal(String text) {
    BoundedCheck.spend((long) DIGIT * text.length());
    if (text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      return NODES.numberNode(new BigInteger(text));
    }
    try {
      return NODES.numberNode(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw new BoundedCheck.GivenUp("has a number that is too large or too small to check");
    }
  }
}
