package dev.joinall.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
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
    String body = "[" + "'x',".repeat(250_000) + "'x']";
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
  void manyValuesOfOneAlternativeStillFit() {
    String body = "[" + "'x',".repeat(20_000) + "'x']";
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
  void aNameBeyondTheLimitsOfTheCheckDoesNotFit() {
    assertThat(check("{'type':'object'}", "{'" + "n".repeat(100_000) + "':1}")).isOne();
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
}
