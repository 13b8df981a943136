package dev.joinall.template;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Bodies of up to 1 MB that are slow to process. */
final class Hostile {
  private static final int SIZE = 1_000_000;

  private Hostile() {}

  /**
   * By name; each has a list {@code l}, two strings {@code s} and {@code t}, an object {@code o}.
   */
  static Map<String, String> bodies() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("few", with(10, i -> "\"x" + i + "\"", "abc", "abd"));
    bodies.put("ints", filled(i -> Integer.toString(i % 10)));
    bodies.put("decimals", filled(i -> "0.1234567890123456" + i % 10));
    bodies.put("doubles", filled(i -> "1" + i + ".5e-5"));
    bodies.put("digits", filled(i -> "1." + "7".repeat(990) + i % 10));
    bodies.put("texts", filled(i -> "\"t" + i + "\""));
    bodies.put("wide", filled(i -> "\"\u0442" + i + "\""));
    bodies.put("escapes", filled(i -> "\"\\u0061\\n" + i + "\""));
    bodies.put("colliding", filled(i -> '"' + colliding(i) + '"'));
    bodies.put("lists", filled(i -> "[" + i + "]"));
    bodies.put("pairs", filled(i -> "[\"a\",[1.5]]"));
    bodies.put("deep", filled(i -> "[".repeat(60) + i + "]".repeat(60)));
    bodies.put("nested", filled(i -> "{\"a\":".repeat(60) + i + "}".repeat(60)));
    bodies.put("objects", filled(i -> "{\"a\":" + i + ",\"b\":\"x" + i + "\"}"));
    bodies.put("members", filled(i -> "{\"a\":1,\"c\":2,\"b\":3,\"d\":4,\"f\":5,\"e\":6}"));
    bodies.put("nulls", filled(i -> "null"));
    bodies.put("dates", filled(i -> "\"2026-01-31T10:11:12.123456789+01:30\""));
    bodies.put("numbers", filled(i -> "\"" + "9".repeat(300) + "." + i + "e-12\""));
    bodies.put("middle", filled(i -> '"' + "ab".repeat(100) + i + '"'));
    return bodies;
  }

  /** One of 32 parts with the same hash code, in each of four places. */
  static String colliding(int number) {
    var text = new StringBuilder();
    for (int bit = 0; bit < 18; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  private static String filled(IntFunction<String> item) {
    int count = Math.min(150_000, SIZE / 2 / (item.apply(10_000).length() + 1));
    return with(count, item, "a".repeat(100_000) + "b", "a".repeat(100_000) + "c");
  }

  private static String with(int count, IntFunction<String> item, String s, String t) {
    String list = IntStream.range(0, count).mapToObj(item).collect(joining(","));
    String members =
        IntStream.range(0, Math.min(count, 15_000))
            .mapToObj(i -> '"' + colliding(i) + "\":1")
            .collect(joining(","));
    return "{\"l\":[%s],\"m\":[%s],\"s\":\"%s\",\"t\":\"%s\",\"o\":{%s}}"
        .formatted(list, count > 15_000 ? "" : list, s, t, count > 10 ? "" : members);
  }
}
