package dev.joinall.template;

import static dev.joinall.template.Expressions.evaluated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  private static final String LONG = "a".repeat(100_000);

  /** Lists of 5,000 elements, strings of 100,000 characters, and an object of 5,000 members. */
  private static final String BODY =
      """
      {"l": [%s], "m": [%s], "o": {%s}, "s": "%s", "t": "%s", "n": %s}\
      """
          .formatted(
              all("\"x%d\""), all("\"y%d\""), all("\"x%d\":1"), LONG, LONG, "1." + "7".repeat(500));

  private static String all(String form) {
    return IntStream.range(0, 5_000).mapToObj(form::formatted).collect(joining(","));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body.l.filter(x, x in body.m)",
        "body.l.exists(x, x in body.m)",
        "body.l.exists_one(x, x in body.m) || true",
        "body.l.map(x, x in body.o)",
        "body.l.filter(x, body.l == body.m.map(y, y))",
        "body.l.filter(x, [body.l] != [body.m.map(y, y)])",
        "body.l.filter(x, body.s == body.t)",
        "body.l.filter(x, body.s < body.t)",
        "body.l.filter(x, body.s.contains(x))",
        "body.l.filter(x, body.s.startsWith(body.t))",
        "body.l.filter(x, body.s.endsWith(body.t))",
        "body.l.filter(x, body.s.matches('(a|b)*c'))",
        "body.l.filter(x, 'a'.matches(x + '[a-z]{1,500}'))",
        "body.l.map(x, body.s + x)",
        "body.l.map(x, bytes(body.s) + bytes(x))",
        "body.l.map(x, body.l + [x])",
        "body.l.map(x, body.s.replace('a', 'bbbb'))",
        "body.s.replace('', body.s)",
        "body.l.map(x, body.s.split(''))",
        "body.l.map(x, body.s.split(x))",
        "body.l.map(x, body.l.join(body.s))",
        "body.l.map(x, body.s.indexOf(x))",
        "body.l.map(x, body.s.lastIndexOf(x))",
        "body.l.map(x, body.s.substring(1))",
        "body.l.map(x, body.s.charAt(99999))",
        "body.l.map(x, body.s.lowerAscii())",
        "body.l.map(x, body.s.upperAscii())",
        "body.l.map(x, body.s.trim())",
        "body.l.map(x, body.s.reverse())",
        "body.l.map(x, strings.quote(body.s))",
        "body.l.map(x, body.s.size())",
        "body.l.map(x, size(body.s))",
        "body.l.map(x, body.l.distinct())",
        "body.l.map(x, body.l.sort())",
        "body.l.map(x, body.l.sortBy(y, y))",
        "body.l.map(x, body.l.reverse())",
        "body.l.map(x, body.l.slice(0, 5000))",
        "body.l.map(x, body.l.map(y, [y]).flatten())",
        "body.l.map(x, body.l.map(y, optional.of(y)))",
        "lists.range(1000000000)",
        "body.l.map(x, base64.encode(bytes(body.s)))",
        "body.l.map(x, base64.decode(body.s))",
        "body.l.map(x, string(bytes(body.s)))",
        "body.l.map(x, body.n * body.n)",
        "body.l.map(x, body.n < 1.0)",
        "body.l.map(x, body.l.map(y, true))",
        "body.l.map(x, [x, x, x, x].map(y, {'a': y, 'b': y, 'c': y, 'd': y}))",
        "body.l.map(x, body)",
        "body.l.map(x, {x: body.o})",
        "body.l.all(x, x.a == 1 || x == x)",
        "body.l.exists_one(x, x.a == 1)",
        "body.l.exists(x, int(x) == 1)",
        "body.l.map(x, body.o.map(k, k))",
        "body.l.map(x, body.o.exists(k, k == 'z'))",
      })
  void expressionsThatGrowWithTheirArgumentsAreBounded(String expression) {
    var budget = new Budget(new Budget.Limits(300_000, 3_000_000), bytes -> true);
    assertThatThrownBy(() -> evaluated(expression, BODY, budget))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining("evaluation budget");
  }

  @Test
  void anExhaustedBudgetEndsTheEvaluationEvenIfCelToleratesErrors() {
    var budget = new Budget(new Budget.Limits(100_000, 1_000_000), bytes -> true);
    assertThatThrownBy(
            () -> evaluated("body.l.exists(x, x in body.m) || body.s == 'never'", BODY, budget))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining("100,000 elements");
  }

  @Test
  void allExpressionsOfARequestShareOne() {
    var budget = new Budget(new Budget.Limits(1_000_000, 1_000_000), bytes -> true);
    var request = new Scope(1, System::nanoTime, 0, Trace.NONE, budget);
    assertThat(request.with(0, Json.NULL).budget()).isSameAs(budget);
    assertThat(request.within(1, Duration.ofSeconds(1), Trace.NONE).budget()).isSameAs(budget);
    assertThat(request.endingIn(1).budget()).isSameAs(budget);
  }

  @Test
  void textsThatAreRenderedAreBytesThatAreMade() {
    var symbols = new SymbolTable();
    int slot = symbols.root(SymbolTable.BODY, SymbolTable.Type.ANY);
    Template text = Expressions.compiled(symbols, "body}${body");
    var budget = new Budget(new Budget.Limits(1_000, 1_000_000), bytes -> true);
    var scope = new Scope(symbols.slots(), System::nanoTime, 0, Trace.NONE, budget);
    scope.set(slot, Json.string(LONG));
    for (int i = 0; i < 4; i++) {
      assertThat(text.text(scope)).hasSize(200_000);
    }
    assertThatThrownBy(() -> IntStream.range(0, 10).forEach(i -> text.text(scope)))
        .hasMessageContaining("1,000,000 bytes");
  }

  @Test
  void bytesAreTakenOfWhatAllRequestsMayHold() {
    var taken = new AtomicInteger();
    var budget = new Budget(Budget.Limits.DEFAULT, bytes -> taken.addAndGet(bytes) <= 500_000);
    var invalid =
        catchThrowableOfType(
            InvalidExpression.class, () -> evaluated("body.l.map(x, body.s + x)", BODY, budget));
    assertThat(invalid.isTransient()).isTrue();
  }

  @Test
  void aTextThatIsNoNumberIsNotQuotedWhole() {
    assertThatThrownBy(() -> evaluated("int(body)", '"' + "9".repeat(900) + '"', Budget.standard()))
        .isInstanceOf(InvalidExpression.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
  }

  /** The cost of an expression, in elements. */
  private static long cost(String expression, String body) {
    var budget = Budget.standard();
    var _ = evaluated(expression, body, budget);
    return budget.spentElements();
  }

  private static String list(int size, String form) {
    return IntStream.range(0, size).mapToObj(form::formatted).collect(joining(",", "[", "]"));
  }

  @Test
  void tenThousandElementsCanBeFilteredAndMapped() {
    String numbers = list(10_000, "%d");
    assertThat(cost("body.filter(x, x > 5000)", numbers)).isLessThan(1_500_000);
    assertThat(cost("body.map(x, x + 1)", numbers)).isLessThan(1_500_000);
    String products = list(10_000, "{\"a\":%d}");
    assertThat(cost("body.filter(x, x.a > 5000)", products)).isLessThan(1_500_000);
    assertThat(cost("body.map(x, x.a)", products)).isLessThan(1_500_000);
    assertThat(cost("body.distinct()", list(1_000, "{\"a\":1,\"b\":\"x%d\",\"c\":2}")))
        .isLessThan(500_000);
  }

  @Test
  void aTextThatRepeatsItselfCostsWhatItsSearchTakes() {
    String text = '"' + "a".repeat(100_000) + '"';
    assertThat(cost("body.contains(body.substring(1) + 'b')", text)).isGreaterThan(100_000);
    assertThat(cost("body.contains('b')", text)).isBetween(12_500L, 20_000L);
  }

  @Test
  void aPatternOfOptionalPartsCostsAllPartsForEachCharacter() {
    String thirty = "'(a?){30}(a){30}'";
    assertThat(cost("body.matches(" + thirty + ")", "\"xx\"") - cost("body.matches('a')", "\"xx\""))
        .isGreaterThan(500);
  }

  @Test
  void aLongNumberCostsItsDigitsWhenItIsFirstRead() {
    String number = "1." + "7".repeat(900);
    long once = cost("[body].map(x, x)", number);
    assertThat(once).isGreaterThan(2_700);
    assertThat(cost("[body, body].map(x, x)", number)).isLessThan(once + 500);
  }

  @Test
  void comparingADoubleWithADecimalCostsMakingADecimalOfIt() {
    String numbers = "{\"d\": 0.12345678901234567890, \"f\": 1.5}";
    assertThat(cost("body.d < body.f", numbers) - cost("body.f < body.f", numbers))
        .isGreaterThanOrEqualTo(50);
  }

  @Test
  void anObjectIsPutInOrderOnceHoweverOftenItIsCompared() {
    String few = list(100, "{\"a\":1,\"b\":%d}");
    String many = list(1_000, "{\"a\":1,\"b\":%d}");
    assertThat(cost("body.distinct()", many)).isLessThan(20 * cost("body.distinct()", few));
  }

  @Test
  void checksOfSchemasSpendTheSame() {
    var schema =
        JsonSchema.compile(Json.parse("{\"items\":{\"type\":\"integer\"}}".getBytes(UTF_8)));
    var value = Json.parse(list(1_000, "%d").getBytes(UTF_8));
    var budget = new Budget(new Budget.Limits(100_000, 0), bytes -> true);
    assertThat(schema.validate(value, budget::take)).isEmpty();
    long once = budget.spentElements();
    assertThat(once).isBetween(10_000L, 60_000L);
    while (budget.spentElements() + once <= 100_000) {
      assertThat(schema.validate(value, budget::take)).isEmpty();
    }
    assertThat(schema.validate(value, budget::take))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).isEqualTo("takes too long to check"));
    assertThatThrownBy(() -> evaluated("body.map(x, x)", list(1_000, "%d"), budget))
        .hasMessageContaining("evaluation budget");
  }

  @Test
  void resultsOfManySmallPiecesCostEachPiece() {
    String text = '"' + "a".repeat(10_000) + '"';
    assertThat(cost("body.replace('', 'b')", text)).isGreaterThan(100_000);
    String deep = "[" + "[".repeat(50) + "]".repeat(50) + "]";
    assertThat(cost("body.flatten(60)", deep)).isGreaterThan(50 * 15);
  }

  @Test
  void theDigitsOfADecimalAreBytesThatAreMade() {
    var budget = new Budget(new Budget.Limits(1_000_000, 20_000), bytes -> true);
    assertThatThrownBy(
            () -> evaluated("lists.range(50).map(i, body)", "1." + "7".repeat(900), budget))
        .hasMessageContaining("20,000 bytes");
  }
}
