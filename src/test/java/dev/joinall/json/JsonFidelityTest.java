package dev.joinall.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passed values keep their bytes, and accessed values are read correctly. */
class JsonFidelityTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "1.10",
        "-0",
        "-0.0",
        "1E400",
        "1e-999",
        "100000000000000000000000",
        "0.1000000000000000055511151231257827",
        "1E+2",
        "\"\\u00e9 \u00e9 \\/ /\"",
        "\"\\ud800\"",
        "{\"z\":1,\"a\":2,\"z\":3}",
        "{\"10\":0,\"9\":0}",
        "[ 1 ,\t2 ]",
        "\"\ud83d\ude00 \\ud83d\\ude00\""
      })
  void passesBytesThroughUntouched(String text) {
    Json whole = parse("{\"before\": 1, \"value\" : " + text + " , \"after\":2}");
    Json slice = whole.get("value");

    assertThat(slice).hasToString(text);
    assertThat(new JsonWriter(1).json(parse(text)).toBytes()).isEqualTo(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "-12, -12",
    "999999999999999999, 999999999999999999",
    "9007199254740993, 9007199254740993",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void readsIntegersThatFitAsLong(String text, long value) {
    assertThat(parse(text).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "1.10, 1.1",
    "-0.0, -0.0",
    "1e2, 100.0",
    "1E-7, 1e-7",
    "100000000000000000000000000, 1e26"
  })
  void readsNumbersWhoseDigitsAreThoseOfADoubleAsDouble(String text, double value) {
    assertThat(parse(text).value()).isEqualTo(value);
  }

  @Test
  void readsAnIntegerOf1000DigitsWithAll() {
    assertThat(parse("9".repeat(1_000)).value()).hasToString("9".repeat(1_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "12345678901234567890.10",
        "5e-324",
        "1e-999",
        "1E400",
        "-1E400"
      })
  void readsAllOtherNumbersAsTheyAre(String text) {
    assertThat(parse(text).value()).isInstanceOf(Decimal.class).hasToString(text);
    assertThat(parse("[" + text + "]").value()).isEqualTo(List.of(Decimal.parse(text)));
  }

  @Test
  void readsANumberNoFurtherThanItsSlice() {
    byte[] bytes = "12345".getBytes(UTF_8);

    assertThat(Json.parse(bytes, 1, 3).value()).isEqualTo(23L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1.5, -1.5",
    "100, 100",
    "0.1, 0.1",
    "1.1e2, 110",
    "123456789012345680000, 123456789012345680000",
    "1e15, 1000000000000000",
    "1e20, 100000000000000000000",
    "1e21, 1e+21",
    "-1.25e22, -1.25e+22",
    "0.000001, 0.000001",
    "0.00000123, 0.00000123",
    "1e-7, 1e-7",
    "1.5e-10, 1.5e-10",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "9007199254740993, 9007199254740992",
    "NaN, null",
    "Infinity, null",
    "-Infinity, null"
  })
  void writesDoublesAsJavaScriptDoes(double value, String text) {
    assertThat(Json.number(value)).hasToString(text);
    assertThat(new JsonWriter(0).number(value).toJson()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 9007199254740993L, Long.MIN_VALUE, Long.MAX_VALUE})
  void writesLongsExactly(long value) {
    assertThat(Json.number(value)).hasToString(Long.toString(value));
    assertThat(Json.number(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"\\\"\\\\\\/\" | \"\\/",
        "\"a\\u0041b\" | aAb",
        "\"\\u00E9\\u20ac\" | \u00e9\u20ac",
        "\"\u00e9\u20ac\" | \u00e9\u20ac",
        "\"\\ud83d\\ude00\" | \ud83d\ude00",
        "\"x\ud83d\ude00\\\\y\" | x\ud83d\ude00\\y",
        "\"\\\\u0041\" | \\u0041",
        "\"a text of more than eight bytes \\\\ and on\" | a text of more than eight bytes \\ and"
            + " on"
      })
  void unescapesStrings(String json, String text) {
    assertThat(parse(json).value()).isEqualTo(text);
    assertThat(parse(json).text()).isEqualTo(text);
  }

  @Test
  void unescapesControlCharacters() {
    assertThat(parse("\"\\b\\f\\n\\r\\t\\u0000\"").text()).isEqualTo("\b\f\n\r\t\0");
  }

  @Test
  void readsTheEscapeOfALoneSurrogateAndWritesItAgain() {
    String text = parse("\"a\\ud800b\\udc00\"").text();

    assertThat(text).isEqualTo("a\ud800b\udc00");
    assertThat(Json.string(text)).hasToString("\"a\\ud800b\\udc00\"");
  }

  private static Json parse(String text) {
    return Json.parse(text.getBytes(UTF_8));
  }
}
