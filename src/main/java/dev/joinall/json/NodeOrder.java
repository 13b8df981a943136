package dev.joinall.json;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A total order of JSON values in which values that are equal in JSON Schema are adjacent: numbers
 * by value, objects independent of the order of members. Uses no hash codes, because a client could
 * choose collisions.
 */
final class NodeOrder implements Comparator<JsonNode> {
  static final NodeOrder INSTANCE = new NodeOrder();

  /** The number of characters that are compared per unit of work. */
  private static final int CHARACTERS = 32;

  private NodeOrder() {}

  @Override
  public int compare(JsonNode a, JsonNode b) {
    BoundedCheck.spend(4);
    int kinds = a.getNodeType().compareTo(b.getNodeType());
    if (kinds != 0) {
      return kinds;
    }
    return switch (a.getNodeType()) {
      case NUMBER -> numbers(a, b);
      case STRING -> texts(a.stringValue(), b.stringValue());
      case BOOLEAN -> Boolean.compare(a.booleanValue(), b.booleanValue());
      case ARRAY -> items(a.iterator(), b.iterator());
      case OBJECT -> members(a, b);
      default -> 0;
    };
  }

  private static int numbers(JsonNode a, JsonNode b) {
    if (a.isInt() && b.isInt()) {
      return Integer.compare(a.intValue(), b.intValue());
    }
    BigDecimal x = a.decimalValue();
    BigDecimal y = b.decimalValue();
    BoundedCheck.spend(x.precision() + (long) y.precision());
    return x.compareTo(y);
  }

  private static int texts(String a, String b) {
    BoundedCheck.spend(Math.min(a.length(), b.length()) / CHARACTERS);
    return a.compareTo(b);
  }

  private int items(Iterator<JsonNode> a, Iterator<JsonNode> b) {
    while (a.hasNext() && b.hasNext()) {
      int order = compare(a.next(), b.next());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(a.hasNext(), b.hasNext());
  }

  private int members(JsonNode a, JsonNode b) {
    if (a.size() != b.size()) {
      return Integer.compare(a.size(), b.size());
    }
    Iterator<Map.Entry<String, JsonNode>> others = sorted(b).entrySet().iterator();
    for (Map.Entry<String, JsonNode> member : sorted(a).entrySet()) {
      Map.Entry<String, JsonNode> other = others.next();
      int names = texts(member.getKey(), other.getKey());
      int order = names != 0 ? names : compare(member.getValue(), other.getValue());
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static Map<String, JsonNode> sorted(JsonNode object) {
    BoundedCheck.spend(20 + 40L * object.size());
    Map<String, JsonNode> sorted = new TreeMap<>();
    object.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
    return sorted;
  }
}
