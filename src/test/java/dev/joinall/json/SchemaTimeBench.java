package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.networknt.schema.format.Format;
import dev.joinall.testing.CpuTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Measures how long parsing and validating one value of 1 MB can block an event loop. By hand:
 * {@code ./mvnw test -Dtest=SchemaTimeBench}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class SchemaTimeBench {
  private static final int SIZE = 1_000_000;

  private static final Map<String, byte[]> VALUES = values();

  private static final List<String> SCHEMAS =
      List.of(
          "true",
          "{}",
          "{\"type\":\"array\"}",
          "{\"items\":{}}",
          "{\"items\":true}",
          "{\"items\":{\"type\":\"string\"}}",
          "{\"items\":{\"type\":[\"integer\",\"string\",\"object\",\"array\"]}}",
          "{\"uniqueItems\":true}",
          "{\"items\":{\"enum\":[1,2.5,\"x\",[1],{\"a\":1}]}}",
          "{\"items\":{\"const\":\"x\"}}",
          "{\"items\":{\"const\":{\"a\":1,\"b\":2,\"c\":[1,2]}}}",
          "{\"items\":{\"multipleOf\":0.01}}",
          "{\"items\":{\"maximum\":1e300}}",
          "{\"items\":{\"minimum\":1,\"maximum\":2}}",
          "{\"items\":{\"minLength\":1,\"maxLength\":9}}",
          "{\"items\":{\"pattern\":\"^[a-z]+$\"}}",
          "{\"items\":{\"pattern\":\"(a|b)*c\"}}",
          "{\"items\":{\"pattern\":\"(a?){30}(a){30}\"}}",
          "{\"items\":{\"pattern\":\"x\"}}",
          "{\"pattern\":\"(a|b)*c\"}",
          "{\"pattern\":\"a{1,900}c\"}",
          "{\"pattern\":\"^[a-z]*$\"}",
          "{\"maxLength\":5}",
          "{\"contains\":{\"type\":\"null\"}}",
          "{\"contains\":{\"const\":0},\"minContains\":3,\"maxContains\":5}",
          "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"integer\"}}",
          "{\"items\":{\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}},\"required\":[\"a\",\"z\"]}}",
          "{\"items\":{\"additionalProperties\":false}}",
          "{\"additionalProperties\":{\"type\":\"string\"}}",
          "{\"items\":{\"patternProperties\":{\"^a\":{\"type\":\"string\"},\"b$\":{}}}}",
          "{\"patternProperties\":{\"^a\":{\"type\":\"string\"},\"b$\":{}}}",
          "{\"items\":{\"propertyNames\":{\"pattern\":\"^[a-c]+$\"}}}",
          "{\"propertyNames\":{\"pattern\":\"^[a-c]+$\"}}",
          "{\"propertyNames\":{\"maxLength\":2}}",
          "{\"items\":{\"minProperties\":3}}",
          "{\"items\":{\"dependentRequired\":{\"a\":[\"q\"]}}}",
          "{\"items\":{\"dependentSchemas\":{\"a\":{\"required\":[\"q\"]}}}}",
          "{\"items\":{\"allOf\":[{\"type\":\"string\"},{\"minLength\":2}]}}",
          "{\"items\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"boolean\"},{}]}}",
          "{\"items\":{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"boolean\"},{\"type\":\"string\"},{\"type\":\"object\"},{\"type\":\"integer\"}]}}",
          "{\"items\":{\"not\":{\"type\":\"null\"}}}",
          "{\"items\":{\"if\":{\"type\":\"null\"},\"then\":{},\"else\":{\"type\":\"boolean\"}}}",
          "{\"items\":{\"if\":{\"type\":\"string\"},\"then\":{\"minLength\":1},\"else\":{}}}",
          "{\"items\":{\"$ref\":\"#/$defs/a\"},\"$defs\":{\"a\":{\"type\":[\"string\",\"object\",\"array\",\"number\"]}}}",
          "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/a\"},\"additionalProperties\":{\"$ref\":\"#/$defs/a\"}}}}",
          "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"type\":\"null\"},{\"items\":{\"$ref\":\"#/$defs/a\"},\"additionalProperties\":{\"$ref\":\"#/$defs/a\"}}]}}}",
          "{\"$dynamicAnchor\":\"n\",\"items\":{\"$dynamicRef\":\"#n\"},\"additionalProperties\":{\"$dynamicRef\":\"#n\"}}",
          "{\"unevaluatedItems\":false}",
          "{\"unevaluatedItems\":{\"type\":\"string\"}}",
          "{\"unevaluatedProperties\":false}",
          "{\"unevaluatedProperties\":{\"type\":\"string\"}}",
          "{\"items\":{\"unevaluatedProperties\":false}}",
          "{\"items\":{\"unevaluatedItems\":false}}",
          "{\"contains\":{\"type\":\"string\"},\"unevaluatedItems\":false}",
          "{\"allOf\":[{\"items\":{\"type\":[\"string\",\"integer\"]}}],\"unevaluatedItems\":false}",
          "{\"anyOf\":[{\"additionalProperties\":{\"type\":\"integer\"}}],\"unevaluatedProperties\":false}",
          "{\"patternProperties\":{\"^A\":{}},\"unevaluatedProperties\":false}",
          "{\"items\":{\"properties\":{\"a\":{}},\"unevaluatedProperties\":false}}",
          "{\"items\":{\"anyOf\":[{\"properties\":{\"a\":{}}},{\"properties\":{\"b\":{}}}],\"unevaluatedProperties\":false}}",
          "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/a\"},\"unevaluatedItems\":false}}}",
          "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}},\"unevaluatedProperties\":false}}}",
          "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"prefixItems\":[{\"$ref\":\"#/$defs/a\"}],\"unevaluatedItems\":{\"$ref\":\"#/$defs/a\"}}}}",
          "{\"items\":{\"contentEncoding\":\"base64\",\"contentMediaType\":\"application/json\"}}",
          "{\"contentEncoding\":\"base64\",\"contentMediaType\":\"application/json\"}",
          "{\"items\":{\"readOnly\":true,\"deprecated\":true,\"title\":\"t\",\"default\":1}}");

  private static Map<String, byte[]> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ints", list(i -> Integer.toString(i % 10)));
    values.put("distinct ints", list(Integer::toString));
    values.put("decimals", list(i -> "0.1234567890123456" + i % 10));
    values.put("digits", list(i -> "1." + "7".repeat(990) + i % 10));
    values.put("whole digits", list(i -> "7".repeat(990) + i % 10));
    values.put("exponents", list(i -> i + "e-999999999"));
    values.put("small exponents", list(i -> i % 10 + "e9" + i % 10));
    values.put("texts", list(i -> "\"t" + i + "\""));
    values.put("aa", list(i -> '"' + "a".repeat(30) + '"'));
    values.put("wide", list(i -> "\"\u0442" + i + "\""));
    values.put("escapes", list(i -> "\"\\u0061\\n" + i + "\""));
    values.put("lists", list(i -> "[" + i + "]"));
    values.put("empty", list(i -> "[]"));
    values.put("deep", list(i -> "[".repeat(60) + i % 10 + "]".repeat(60)));
    values.put("nested", list(i -> "{\"a\":".repeat(60) + i % 10 + "}".repeat(60)));
    values.put("objects", list(i -> "{\"a\":" + i + ",\"b\":\"x" + i + "\"}"));
    values.put("members", list(i -> "{\"a\":1,\"c\":2,\"b\":3,\"d\":4,\"f\":5,\"e\":6}"));
    values.put("object", '{' + joined(i -> "\"A" + i + "\":" + i % 10) + '}');
    values.put("colliding", '{' + joined(i -> '"' + colliding(i) + "\":1") + '}');
    values.put("colliding, wide", '{' + joined(i -> '"' + colliding(i) + "\u0442\":1") + '}');
    values.put("escaped names", '{' + joined(i -> "\"\\n\\n\\n\\n\\n\\n" + i + "\":1") + '}');
    values.put("long names", '{' + joined(i -> '"' + "a".repeat(1000) + i + "\":1") + '}');
    values.put("text", '"' + "a".repeat(SIZE) + '"');
    values.put("wide text", '"' + "\u0442".repeat(SIZE / 2) + '"');
    values.put("escaped text", '"' + "\\n".repeat(SIZE / 2) + '"');
    values.put("unicode text", '"' + "\\u0442".repeat(SIZE / 6) + '"');
    values.put("spaces", "[" + " ".repeat(SIZE) + "]");
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    values.forEach((name, value) -> bytes.put(name, value.getBytes(UTF_8)));
    return bytes;
  }

  static String colliding(int number) {
    var text = new StringBuilder();
    for (int bit = 0; bit < 17; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  private static String list(IntFunction<String> item) {
    return list(SIZE, item);
  }

  private static String list(int size, IntFunction<String> item) {
    return '[' + joined(size, item) + ']';
  }

  private static String joined(IntFunction<String> item) {
    return joined(SIZE, item);
  }

  private static String joined(int size, IntFunction<String> item) {
    int count = size / (item.apply(10_000).length() + 1);
    return IntStream.range(0, count).mapToObj(item).collect(joining(","));
  }

  @Test
  void reading() {
    var times = new CpuTime();
    VALUES.forEach((name, value) -> {
      byte[] json = value;
      times.add("scan " + name, () -> () -> said(Json.parse(json).length()));
      times.add(
          "repeated " + name,
          () -> {
            Json parsed = Json.parse(json);
            return () -> said(parsed.repeatedName().isPresent() ? 1 : 0);
          });
      times.add(
          "nodes " + name,
          () -> {
            Json parsed = Json.parse(json);
            return () -> said(nodes(parsed));
          });
    });
    times.print("reading");
  }

  private static int nodes(Json parsed) {
    try {
      return JsonNodes.of(parsed).size();
    } catch (BoundedCheck.GivenUp e) {
      return -1;
    }
  }

  @Test
  void keywords() {
    var times = new CpuTime();
    for (String schema : SCHEMAS) {
      JsonSchema compiled = JsonSchema.compile(Json.parse(schema.getBytes(UTF_8)));
      VALUES.forEach((name, value) -> add(times, name + "  " + schema, compiled, () -> value));
    }
    times.print("keywords");
  }

  @Test
  void formats() {
    List<String> items =
        List.of(
            "a",
            "1",
            "a.",
            "1:",
            "\u0442",
            "\u0442.",
            "xn--a.",
            "a@b.",
            "\\\"",
            "/",
            "~0",
            "%20",
            "{a}",
            "(a",
            "(a?)",
            "[a",
            "2026-01-31T10:11:12Z",
            "P1Y",
            "1.",
            "::",
            "\u3042\u30fb",
            "\u0e33",
            "\ud55c",
            "a\u0301",
            "\u0627\u0661",
            "{a,",
            "\\\\d");
    var times = new CpuTime();
    for (Format format : BoundedFormat.all()) {
      String name = format.getName();
      JsonSchema each = schema("{\"items\":{\"format\":\"" + name + "\"}}");
      for (String item : items) {
        for (int length : new int[] {20, 250, 320, 1_000, 8_192}) {
          String text = "\"" + item.repeat(Math.max(1, length / item.length())) + "\"";
          add(
              times,
              name + " " + item + " " + length,
              each,
              () -> list(400_000, i -> text).getBytes(UTF_8));
        }
        add(
            times,
            name + " " + item,
            schema("{\"format\":\"" + name + "\"}"),
            () -> ("\"" + item.repeat(SIZE / item.length() / 3) + "\"").getBytes(UTF_8));
      }
    }
    times.print("formats");
  }

  private static JsonSchema schema(String text) {
    return JsonSchema.compile(Json.parse(text.getBytes(UTF_8)));
  }

  private static void add(CpuTime times, String name, JsonSchema schema, Supplier<byte[]> bytes) {
    times.add(
        name,
        () -> {
          Json json = Json.parse(bytes.get());
          return () -> {
            long[] spent = new long[1];
            var found =
                schema.validate(
                    json,
                    more -> {
                      boolean fits = spent[0] + more <= JsonSchema.MAX_ELEMENTS;
                      spent[0] += fits ? more : 0;
                      return fits;
                    });
            return new CpuTime.Said(said(found), spent[0]);
          };
        });
  }

  private static String said(List<JsonSchema.Violation> found) {
    if (found.isEmpty()) {
      return "fits";
    }
    return found.getFirst().message().equals(BoundedCheck.TOO_LONG) ? "given up" : "wrong";
  }

  private static CpuTime.Said said(long counted) {
    return new CpuTime.Said("ok", counted);
  }
}
