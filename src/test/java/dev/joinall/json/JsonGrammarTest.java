package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid JSON: the tables of RFC 8259 and RFC 3629, and the two limits. */
class JsonGrammarTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "\"\"",
        "\"a\"",
        "{}",
        "[]",
        "0",
        "-0",
        "7",
        "-1",
        "10",
        "0.0",
        "1.10",
        "0e0",
        "1E5",
        "1e+5",
        "1e-5",
        "-0.1E+00",
        "123456789012345678901234567890",
        "1E400",
        "[1]",
        "[1,2]",
        "[[]]",
        "[{}]",
        "[null,true,false]",
        "[[],[[]],{}]",
        "{\"\":0}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":[{}]}}",
        "[ ]",
        "{ }",
        "[ 1 , 2 ]",
        "{ \"a\" : 1 , \"b\" : 2 }",
        "\t\r\n [\t\r\n 1\t\r\n ]\t\r\n ",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0000\"",
        "\"\\uABCD\\uabcd\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0022\"",
        "\"/\"",
        "\"\u007f\"",
        "\"\u2028\u2029\"",
        "\"\ufeff\"",
        "\"{[,:]}\"",
        "\"seven 7\"",
        "\"eight 88\"",
        "\"a longer text, plain for more than sixteen bytes\""
      })
  void acceptsWhatTheGrammarAllows(String text) {
    assertThat(Json.parse(text.getBytes(UTF_8))).hasToString(text.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "nul",
        "nulll",
        "Null",
        "TRUE",
        "tru",
        "fals",
        "falsey",
        "undefined",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "'a'",
        "a",
        "\\",
        "/",
        "//\n1",
        "1 // c",
        "/**/1",
        "#\n1",
        "\ufeff1",
        "\ufeff{}",
        "\u00a01",
        "\u000b1",
        "\f1",
        "1\f",
        "\u00001",
        "1\u0000"
      })
  void refusesWhatIsNoValue(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "01",
        "-01",
        "-",
        "+1",
        "--1",
        "1.",
        ".5",
        "-.5",
        "1.e5",
        "1e",
        "1e+",
        "1E-",
        "1e5.0",
        "1.2.3",
        "0x10",
        "1_000",
        "1,000",
        "1a",
        "-a",
        "1e5e5",
        "0e",
        "1 2",
        "\uff11",
        "1-",
        "[-]",
        "[1.]",
        "[0 1]",
        "[1e]",
        "{\"a\":.1}"
      })
  void refusesNumbersThatAreAlmostRight(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "]",
        "{",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1}",
        "[1]]",
        "[:1]",
        "[\"a\":1]",
        "[][]",
        "[]1",
        "[1],",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\",1}",
        "{\"a\"::1}",
        "{a:1}",
        "{1:1}",
        "{null:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "{[]:1}",
        "{\"a\":1}}",
        "{}{}",
        "{\"a\" 1}",
        "{\"a\":,\"b\":1}",
        "{\"a\":1,,\"b\":2}",
        "[1;2]",
        "((1))"
      })
  void refusesStructureThatIsAlmostRight(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\",
        "\"\\a\"",
        "\"\\x41\"",
        "\"\\'\"",
        "\"\\0\"",
        "\"\\u\"",
        "\"\\u0\"",
        "\"\\u00\"",
        "\"\\u000\"",
        "\"\\u00g0\"",
        "\"\\u+123\"",
        "\"\\U0041\"",
        "\"\\ \"",
        "\"\\u004",
        "\"\\\n\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "\"\n\"",
        "\"\t\"",
        "\"a\"b\"",
        "\"\"\"",
        "{\"\n\":1}",
        "\"behind sixteen plain bytes \u0001\"",
        "\"\\ud83d\\u\"",
        "\"\\\u00e9\""
      })
  void refusesStringsThatAreAlmostRight(String text) {
    assertRefused(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c280",
        "dfbf",
        "e0a080",
        "e28282",
        "ecbfbf",
        "ed9fbf",
        "ee8080",
        "efbfbf",
        "f0908080",
        "f3bfbfbf",
        "f48fbfbf",
        "41c3a942f09f988043"
      })
  void acceptsUtf8(String hex) {
    assertThatCode(() -> Json.parse(quoted(hex))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "80, a continuation without a lead",
    "bf, a continuation without a lead",
    "c3, truncated",
    "c328, a lead without a continuation",
    "e282, truncated",
    "e28228, the third byte is none",
    "e228a1, the second byte is none",
    "f09f98, truncated",
    "f09f9828, the fourth byte is none",
    "c080, an overlong NUL",
    "c1bf, overlong",
    "e08080, overlong",
    "e09fbf, overlong",
    "f0808080, overlong",
    "f08fbfbf, overlong",
    "eda080, the first surrogate",
    "edbfbf, the last surrogate",
    "eda0bdedb880, a pair as in CESU-8",
    "f4908080, beyond U+10FFFF",
    "f5808080, no lead",
    "f888808080, five bytes",
    "fc8480808080, six bytes",
    "fe, never used",
    "ff, never used"
  })
  void refusesWhatIsNotStrictUtf8(String hex, String why) {
    assertThatThrownBy(() -> Json.parse(quoted(hex)))
        .as(why)
        .isInstanceOf(MalformedJson.class)
        .hasMessage("not UTF-8 at byte 1");
  }

  @Test
  void refusesATruncatedCharacter() {
    byte[] bytes = quoted("e282ac");

    assertThatThrownBy(() -> Json.parse(bytes, 0, 3)).hasMessage("not UTF-8 at byte 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``       | the end instead of a value | 0",
        "[1,]     | not a value | 3",
        "[1 2]    | not a comma or a closing bracket | 3",
        "{\"a\" 1}| not a colon | 5",
        "{\"a\":1 | the end instead of a comma or a closing brace | 6",
        "{a:1}    | not a name in quotes | 1",
        "nil      | not null | 0",
        "1.x      | not a digit | 2",
        "[1] x    | something follows the value | 4",
        "\"a      | the end instead of a closing quote | 2"
      })
  void saysWhatIsWrongAndWhere(String text, String reason, int offset) {
    MalformedJson malformed =
        catchThrowableOfType(MalformedJson.class, () -> Json.parse(text.getBytes(UTF_8)));

    assertThat(malformed.reason()).isEqualTo(reason);
    assertThat(malformed).hasMessage(reason + " at byte " + offset);
    assertThat(malformed.getStackTrace()).isEmpty();
  }

  @Test
  void countsTheOffsetFromWhereTheDocumentStarts() {
    byte[] bytes = "1234[x]".getBytes(UTF_8);

    assertThatThrownBy(() -> Json.parse(bytes, 4, 7)).hasMessage("not a value at byte 1");
  }

  @Test
  void allowsADepthOf64AndNoMore() {
    assertAccepted("[".repeat(64) + "]".repeat(64));
    assertAccepted("{\"a\":[".repeat(32) + "]}".repeat(32));
    assertThatThrownBy(() -> parse("[".repeat(65) + "]".repeat(65)))
        .hasMessage("deeper than 64 at byte 64");
    assertThatThrownBy(() -> parse("[".repeat(1_000_000))).hasMessageStartingWith("deeper than 64");
  }

  @Test
  void allowsNumbersOf1000BytesAndNoMore() {
    assertAccepted("9".repeat(1_000));
    assertAccepted("-0." + "1".repeat(997));
    assertThatThrownBy(() -> parse("[" + "9".repeat(1_001) + "]"))
        .hasMessage("a number longer than 1000 bytes at byte 1");
  }

  private static void assertAccepted(String text) {
    assertThat(parse(text)).hasToString(text);
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedJson.class);
  }

  private static Json parse(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }

  private static byte[] quoted(String hex) {
    return HexFormat.of().parseHex("22" + hex + "22");
  }
}
