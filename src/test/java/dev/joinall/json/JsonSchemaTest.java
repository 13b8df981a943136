package dev.joinall.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
  @Test
  void aPatternTakesLinearTimeAndNoStack() {
    String text = "a".repeat(40_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(check("{'pattern':'^(a|b)*$'}", "'" + text + "'")).isZero();
          assertThat(check("{'pattern':'^(a+)+$'}", "'" + text + "!'")).isOne();
        });
  }

  @Test
  void aPatternBeyondRe2IsAProblem() {
    assertThat(JsonSchema.problemsOf(json("{'properties':{'a':{'pattern':'(?=x)'}}}")))
        .isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'patternProperties':{'(a)\\\\1':{}}}"))).isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'pattern':'^[A-Z0-9-]{1,32}$'}"))).isEmpty();
  }

  @Test
  void aReferenceToNowhereOrToElsewhereIsAProblem() {
    assertThat(JsonSchema.problemsOf(json("{'properties':{'a':{'$ref':'#/$defs/no'}}}")))
        .isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'items':{'$ref':'classpath:application.yaml'}}")))
        .isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'$ref':'http://localhost:1/schema.json'}")))
        .isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'$ref':'#'}"))).isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'type':'object','properties':{'a':{'$ref':'#'}}}")))
        .isEmpty();
  }

  @Test
  void violationsAreBounded() {
    String body = "[" + "'x',".repeat(100_000) + "'x']";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(check("{'items':{'type':'integer'}}", body))
              .isEqualTo(JsonSchema.MAX_VIOLATIONS);
          assertThat(check("{'items':{'anyOf':[{'type':'integer'},{'type':'null'}]}}", body))
              .isBetween(1, JsonSchema.MAX_VIOLATIONS + 1);
          assertThat(check("{'anyOf':[{'items':{'type':'integer'}},{'type':'null'}]}", body))
              .isBetween(1, JsonSchema.MAX_VIOLATIONS + 1);
        });
  }

  @Test
  void numbersAreComparedExactly() {
    assertThat(check("{'const':12345678901234567890.1}", "12345678901234567890.2")).isOne();
    assertThat(check("{'const':12345678901234567890.1}", "12345678901234567890.10")).isZero();
    assertThat(check("{'enum':[1e400]}", "1e401")).isOne();
    assertThat(check("{'enum':[1.0,{'a':1}]}", "{'a':1.00}")).isZero();
    assertThat(check("{'uniqueItems':true}", "[12345678901234567890,12345678901234567891]"))
        .isZero();
    assertThat(check("{'uniqueItems':true}", "[{'a':1,'b':2},{'b':2.0,'a':1e0}]")).isOne();
    assertThat(check("{'uniqueItems':true}", "[1,'1',true,[1],[true]]")).isZero();
    assertThat(check("{'maximum':0.1}", "0.10000000000000000001")).isOne();
    assertThat(check("{'exclusiveMinimum':9007199254740992}", "9007199254740993")).isZero();
    assertThat(check("{'multipleOf':0.01}", "0.07")).isZero();
    assertThat(check("{'multipleOf':0.01}", "0.071")).isOne();
    assertThat(check("{'multipleOf':7}", "12345678901234567890123")).isOne();
  }

  @Test
  void noDigitIsWrittenThatNobodySent() {
    assertThat(check("{'type':'integer','maximum':10}", "1e999999999")).isOne();
    assertThat(check("{'multipleOf':0.01}", "1e999999999")).isZero();
    assertThat(check("{'multipleOf':3}", "1e999999999")).isOne();
    assertThat(check("{'multipleOf':3}", "1e-999999999")).isOne();
    assertThat(check("{'type':'number'}", "1e99999999999")).isOne();
  }

  @Test
  void aPatternThatBecomesTooLargeIsAProblemWithAPlace() {
    assertThat(
            JsonSchema.problemsOf(json("{'properties':{'a':{'pattern':'^(a{1,999}){1,999}$'}}}")))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.pointer()).isEqualTo("/properties/a/pattern");
          assertThat(it.message()).contains("too large");
        });
    assertThat(JsonSchema.problemsOf(json("{'patternProperties':{'((a{50}){50}){50}':{}}}")))
        .isNotEmpty();
    assertThat(JsonSchema.problemsOf(json("{'pattern':'^[\\\\p{L}{]{1,1000}$'}"))).isEmpty();
  }

  @Test
  void formatsAreBounded() {
    for (String format : List.of("json-pointer", "regex", "email", "uri-template", "uuid")) {
      String schema = "{'items':{'format':'" + format + "'}}";
      assertThat(check(schema, "['" + "/a".repeat(400_000) + "']")).isBetween(0, 1);
    }
    String pointer = "{'format':'json-pointer'}";
    assertThat(check(pointer, "'" + "/a~0".repeat(50_000) + "'")).isZero();
    assertThat(check(pointer, "'/a~2'")).isOne();
    assertThat(check(pointer, "'a'")).isOne();
    assertThat(check(pointer, "''")).isZero();
    assertThat(check("{'format':'relative-json-pointer'}", "'0#'")).isZero();
    assertThat(check("{'format':'relative-json-pointer'}", "'12/a'")).isZero();
    assertThat(check("{'format':'relative-json-pointer'}", "'01/a'")).isOne();
    assertThat(check("{'format':'email'}", "'ann@example.com'")).isZero();
    assertThat(check("{'format':'email'}", "'" + "a".repeat(320) + "@example.com'")).isOne();
    assertThat(check("{'format':'regex'}", "'^(a{1,999}){1,999}$'")).isOne();
  }

  @Test
  void manyValuesOfOneAlternativeStillFit() {
    String body = "[" + "'x',".repeat(12_000) + "'x']";
    assertThat(check("{'items':{'anyOf':[{'type':'integer'},{'type':'string'}]}}", body)).isZero();
  }

  @Test
  void aLongNameDoesNotMakeALongViolation() {
    var schema = JsonSchema.compile(json("{'additionalProperties':{'type':'integer'}}"));
    var violations = schema.validate(json("{'" + "n".repeat(40_000) + "':'x'}"));
    assertThat(violations).hasSize(1);
    assertThat(violations.getFirst().pointer()).hasSizeLessThan(1_000);
    assertThat(violations.getFirst().message()).hasSizeLessThan(1_000);
  }

  @Test
  void aLongNameIsANameLikeOthers() {
    assertThat(check("{'type':'object'}", "{'" + "n".repeat(100_000) + "':1}")).isZero();
    assertThat(check("{'additionalProperties':false}", "{'" + "n".repeat(100_000) + "':1}"))
        .isOne();
  }

  @Test
  void aHugeExponentIsCheckedAtOnce() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> check("{'type':'integer','multipleOf':3}", "1e99999999"));
  }

  private static int check(String schema, String value) {
    return JsonSchema.compile(json(schema)).validate(json(value)).size();
  }

  private static Json json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The cost of a check, in elements. */
  private static long cost(String schema, String value) {
    long[] spent = new long[1];
    var _ =
        JsonSchema.compile(json(schema))
            .validate(
                json(value),
                more -> {
                  spent[0] += more;
                  return true;
                });
    return spent[0];
  }

  @Test
  void nestedValuesAreReadOnce() {
    String deep = "[" + ("[".repeat(60) + "]".repeat(60) + ",").repeat(100) + "1]";
    String flat = "[" + "[],".repeat(6_000) + "1]";
    assertThat(cost("true", deep)).isBetween(cost("true", flat) / 2, cost("true", flat) * 2);
  }

  @Test
  void slowerChecksCostMore() {
    String plain = "{'a':'" + "x".repeat(10_000) + "'}";
    assertThat(cost("true", "{'a':'" + "\\n".repeat(5_000) + "'}"))
        .isGreaterThan(5 * cost("true", plain));
    assertThat(cost("true", "[1." + "7".repeat(900) + "]")).isGreaterThan(4_000);
    assertThat(cost("{'items':{'pattern':'(a?){30}(a){30}'}}", "['xx']"))
        .isGreaterThan(500 + cost("{'items':{'pattern':'a'}}", "['xx']"));
  }

  @Test
  void unusedBudgetIsReturned() {
    assertThat(cost("{'type':'integer'}", "1")).isBetween(10L, 100L);
  }

  @Test
  void nothingIsCheckedWithoutABudget() {
    assertThat(JsonSchema.compile(json("{'type':'integer'}")).validate(json("1"), more -> false))
        .extracting(JsonSchema.Violation::message)
        .containsExactly("takes too long to check");
  }
}
