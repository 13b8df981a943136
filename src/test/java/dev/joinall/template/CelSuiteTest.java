package dev.joinall.template;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Decimal;
import dev.joinall.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The simple tests of CEL's conformance suite whose values are no messages of protocol buffers.
 * Those whose result is another one here are listed, with the reasons, in {@code differences.txt}.
 */
class CelSuiteTest {
  private static final Path FOLDER = Path.of("src/test/resources/cel");

  @Test
  void expressionsGiveWhatTheSuiteExpectsButForTheListedOnes() throws IOException {
    var different = new TreeSet<String>();
    List<String> lines = Files.readAllLines(FOLDER.resolve("simple.jsonl"));
    for (String line : lines) {
      Json test = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      if (!isAsExpected(test)) {
        different.add(text(test, "name"));
      }
    }
    List<String> listed =
        Files.readAllLines(FOLDER.resolve("differences.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(different).containsExactlyInAnyOrderElementsOf(listed);
    assertThat(lines).hasSize(1_575);
    assertThat(lines.size() - different.size()).isEqualTo(1_401);
  }

  private static boolean isAsExpected(Json test) {
    boolean isError = test.get("error") != null;
    try {
      Json value = evaluated(text(test, "expr"), test.get("bindings"));
      return value == null ? isError : !isError && isEqual(value, member(test, "value"));
    } catch (InvalidExpression e) {
      return isError;
    }
  }

  /** Null if it does not compile. */
  private static Json evaluated(String expression, Json bindings) {
    var symbols = new SymbolTable();
    var names = new LinkedHashMap<Integer, Json>();
    if (bindings != null) {
      bindings.forEachMember(
          (name, value) -> names.put(symbols.root(name, SymbolTable.Type.ANY), plain(value)));
    }
    var problems = new Problems();
    String text = "${" + expression + "}";
    var scalar = new Tree.Scalar(new Position(1, 1), "x", text, text);
    Template template = new Templates(symbols, problems).compile(scalar);
    if (!problems.isEmpty()) {
      return null;
    }
    var scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, Budget.standard());
    names.forEach(scope::set);
    return template.render(scope);
  }

  private static String text(Json test, String name) {
    return member(test, name).text();
  }

  private static Json member(Json json, String name) {
    Json member = json.get(name);
    assertThat(member).isNotNull();
    return member;
  }

  /** The value of a binding. */
  private static Json plain(Json typed) {
    StringBuilder plain = new StringBuilder();
    typed.forEachMember((type, value) ->
        plain.append(
            switch (type) {
              case "n" -> value.text();
              case "z" -> "null";
              case "l" ->
                  value.elements().stream()
                      .map(it -> plain(it).toString())
                      .collect(joining(",", "[", "]"));
              case "m" ->
                  value.elements().stream()
                      .map(it -> key(it.elements().get(0)) + ":" + plain(it.elements().get(1)))
                      .collect(joining(",", "{", "}"));
              default -> value.toString();
            }));
    return Json.parse(plain.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Json key(Json typed) {
    return Json.string(plain(typed).text());
  }

  private static boolean isEqual(Json value, Json typed) {
    Json number = typed.get("n");
    Json list = typed.get("l");
    Json map = typed.get("m");
    if (number != null) {
      return isNumber(value, number.text());
    } else if (list != null) {
      return value.kind() == Json.Kind.ARRAY && isEqual(value.elements(), list.elements());
    } else if (map != null) {
      return value.kind() == Json.Kind.OBJECT
          && value.size() == map.elements().size()
          && map.elements().stream().allMatch(it -> isMember(value, it));
    }
    Json plain = plain(typed);
    return plain.kind() == value.kind() && plain.text().equals(value.text());
  }

  private static boolean isMember(Json value, Json entry) {
    Json member = value.get(key(entry.elements().get(0)).text());
    return member != null && isEqual(member, entry.elements().get(1));
  }

  private static boolean isEqual(List<Json> values, List<Json> typed) {
    if (values.size() != typed.size()) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) {
      if (!isEqual(values.get(i), typed.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** JSON has no NaN and no infinities: they are null. */
  private static boolean isNumber(Json value, String expected) {
    if (expected.endsWith("N") || expected.endsWith("y")) {
      return value.isNull();
    }
    return value.kind() == Json.Kind.NUMBER
        && (Decimal.of(value.number()).equals(Decimal.parse(expected))
            || value.number().doubleValue() == Double.parseDouble(expected));
  }
}
