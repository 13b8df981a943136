package dev.joinall.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docs/expressions.md} says is so. */
class DocumentedFunctionsTest {
  private static final Path PAGE = Path.of("docs/expressions.md");

  static Stream<Arguments> examples() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("(?<!\\\\)\\|", -1))
        .filter(cells -> cells.length == 6)
        .map(cells -> Arguments.of(code(cells[3]), code(cells[4])));
  }

  private static String code(String cell) {
    String text = cell.strip().replace("\\|", "|");
    return text.substring(1, text.length() - 1);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleGivesWhatItSays(String expression, String result) {
    assertThat(evaluated(expression).toString()).isEqualTo(result);
  }

  private static Json evaluated(String expression) {
    var symbols = new SymbolTable();
    int time = symbols.member(SymbolTable.REQUEST, "time", SymbolTable.Type.TEXT, false);
    symbols.alias(SymbolTable.NOW, SymbolTable.Type.TIME, time);
    Template template = Expressions.compiled(symbols, expression);
    var scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, Budget.standard());
    scope.set(time, Json.string("2026-11-29T05:00:00.123Z"));
    return template.render(scope);
  }

  @Test
  void thereAreExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThan(100);
  }

  @Test
  void everyFunctionIsListed() throws IOException {
    String page = Files.readString(PAGE, UTF_8);
    Set<String> names = Language.functions();
    assertThat(names).hasSizeGreaterThan(100);
    assertThat(names.stream().filter(name -> !lists(page, name))).isEmpty();
  }

  private static boolean lists(String page, String name) {
    return Arrays.stream(new String[] {name, name.substring(name.lastIndexOf('.') + 1)})
        .anyMatch(it -> page.contains(it + "(") || page.contains("`" + it + "`"));
  }
}
