package dev.joinall.template;

import static dev.joinall.template.Expressions.evaluated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactNumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          12345678901234567890        | 12345678901234567891        | -1
          12345678901234567890        | 1234567890123456789e1       | 0
          12345678901234567890.1      | 12345678901234567890.10     | 0
          9007199254740993            | 9007199254740992            | 1
          9007199254740993            | 9007199254740992.0          | 1
          9007199254740993.0          | 9007199254740992            | 1
          9223372036854775807         | 9223372036854775807.0       | 0
          9223372036854775807         | 9223372036854775808         | -1
          -9223372036854775808        | -9223372036854775809        | 1
          18446744073709551615        | 18446744073709551616        | -1
          1e400                       | 1e401                       | -1
          -1e400                      | -1e401                      | 1
          1e400                       | 10e399                      | 0
          1E-400                      | 0                           | 1
          -1E-400                     | 0                           | -1
          1E-400                      | 1E-401                      | 1
          1e999999999                 | 1e999999998                 | 1
          1e99999999999999999999      | 1e99999999999999999998      | 1
          1e99999999999999999999      | 10e99999999999999999998     | 0
          0e99999999999999999999      | 0                           | 0
          -0.0                        | 0                           | 0
          -0.0                        | 0.0                         | 0
          -0                          | 0.0                         | 0
          1.0                         | 1                           | 0
          0.1                         | 0.1000000000000000055511151 | -1
          0.1                         | 0.10000000000000001         | -1
          100                         | 1e2                         | 0
          4.9e-324                    | 5e-324                      | -1
          0.30000000000000004         | 0.3                         | 1
          """)
  void numbersCompareByTheirValueWhateverTheirForm(String a, String b, int order) {
    String body =
        "{\"a\":%s,\"b\":%s,\"l\":[%s],\"m\":{\"x\":[%s]},\"n\":{\"x\":[%s]}}"
            .formatted(a, b, b, a, b);
    assertThat(of("[body.a == body.b, body.b == body.a, body.a in body.l, body.m == body.n]", body))
        .isEqualTo(repeated(order == 0, 4));
    assertThat(of("[body.a != body.b, !(body.a in body.l), body.m != body.n]", body))
        .isEqualTo(repeated(order != 0, 3));
    assertThat(of("[body.a < body.b, body.b > body.a]", body)).isEqualTo(repeated(order < 0, 2));
    assertThat(of("[body.a <= body.b, body.b >= body.a]", body)).isEqualTo(repeated(order <= 0, 2));
    assertThat(of("[body.a > body.b, body.b < body.a]", body)).isEqualTo(repeated(order > 0, 2));
    assertThat(of("[body.a, body.b].distinct().size()", body)).isEqualTo(order == 0 ? "1" : "2");
    assertThat(of("[body.b, body.a].sort()[0] == body.b", body))
        .isEqualTo(String.valueOf(order >= 0));
    assertThat(of("math.greatest([body.a, body.b]) == body.a", body))
        .isEqualTo(String.valueOf(order >= 0));
  }

  private static String of(String expression, String body) {
    return evaluated(expression, body, Budget.standard()).toString();
  }

  private static String repeated(boolean value, int times) {
    return "[" + String.join(",", Collections.nCopies(times, String.valueOf(value))) + "]";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          body.price == 1.1                                  | true
          body.price in [1, 1.1]                             | true
          body.one == 1 && body.one == 1.0 && body.one == 1u | true
          {1: 'a'}[body.one]                                 | "a"
          body.big == body.big                               | true
          [body.big, {'x': body.big}]                        | [12345678901234567890.10,{"x":12345678901234567890.10}]
          string(body.big)                                   | "12345678901234567890.10"
          'id-' + string(body.big)                           | "id-12345678901234567890.10"
          double(body.big)                                   | 12345678901234567000
          body.big + 1                                       | 12345678901234567891.1
          body.big - body.big                                | 0
          2 * body.big                                       | 24691357802469135780.2
          -body.big < 0                                      | true
          uint(body.whole)                                   | 12345678901234567890
          body.whole > 1 && body.whole < 1e30                | true
          double('NaN') == double('NaN')                     | false
          [double('NaN') < body.one, double('NaN') > 1]      | [false,false]
          double('NaN') in [double('NaN')]                   | false
          double('Infinity') > body.huge                          | true
          -double('Infinity') < -body.whole                       | true
          """)
  void digitsStayAsTheyCame(String expression, String expected) {
    String body =
        """
        {"price":1.10,"one":1.0,"big":12345678901234567890.10,"whole":12345678901234567890,"huge":1e999}\
        """;
    assertThat(of(expression, body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          body.price * 2                              | 125.8
          body.count * body.price                     | 188.7
          body.round * 2                              | 300
          body.round / 4                              | 37.5
          body.count / 2                              | 1.5
          0.1 + 0.2                                   | 0.3
          0.1 * 3 - 0.3                               | 0
          1 + 1.5                                     | 2.5
          1.5 + 1u                                    | 2.5
          7 / 2                                       | 3.5
          6 / 2                                       | 3
          7 % 2                                       | 1
          5.5 % 2                                     | 1.5
          -7 % 3                                      | -1
          1 / 3                                       | 0.3333333333333333333333333333333333
          2 / 3                                       | 0.6666666666666666666666666666666667
          9223372036854775807 + 1                     | 9223372036854775808
          9223372036854775807 * 9223372036854775807   | 85070591730234615847396907784232501249
          9223372036854775807 + 1 - 1                 | 9223372036854775807
          -(0 - 9223372036854775807 - 1)              | 9223372036854775808
          1e300 * 1e300                               | 1E+600
          1u - 2u                                     | -1
          body.count == 3.0 && 3 == 3.0 && 3u == 3    | true
          true ? 1 : 2.5                              | 1
          1.0 in [1, 2]                               | true
          [1, 2.5, 3u].sum()                          | 6.5
          body.count > 2.5 && 3 < 3.5                 | true
          'abc'.substring(body.one)                   | "bc"
          [1, 2][body.one]                            | 2
          int(body.price)                             | 62
          string(body.round) + string(1.0)            | "1501"
          math.round(body.price)                      | 63
          math.round(1.005, 2)                        | 1.01
          math.ceil(body.price) + math.floor(2.5)     | 65
          math.greatest(body.count, 2.5, 3u)          | 3
          math.abs(-1.5) + math.sign(-3)              | 0.5
          """)
  void arithmeticWorksWhateverTheForm(String expression, String expected) {
    String body = "{\"price\":62.90,\"count\":3,\"round\":150.0,\"one\":1.0}";
    assertThat(of(expression, body)).isEqualTo(expected);
  }

  @Test
  void numbersOutOfRangeAreFaults() {
    assertThatThrownBy(() -> of("int(body)", "12345678901234567890"))
        .isInstanceOf(InvalidExpression.class);
    assertThatThrownBy(() -> of("double(body)", "1e400")).isInstanceOf(InvalidExpression.class);
    assertThatThrownBy(() -> of("body + 1", "1e999999999")).isInstanceOf(InvalidExpression.class);
    assertThatThrownBy(() -> of("body / (body - body)", "1.5"))
        .isInstanceOf(InvalidExpression.class);
  }

  @Test
  void aLiteralThatWouldBeRoundedIsAProblem() {
    String text = "${1.5 < -2.25 || 1e3 > .5 || 12345678901234567890.5 == 1.10}";
    var problems = new Problems();
    new Templates(new SymbolTable(), problems)
        .compile(new Tree.Scalar(new Position(1, 1), "x", text, text));
    assertThat(problems.all())
        .singleElement()
        .satisfies(it -> assertThat(it.message()).contains("12345678901234567890.5"));
  }

  @Test
  void aMapHasAKeyOnce() {
    assertThatThrownBy(() -> of("{body.a: 1, body.b: 2}", "{\"a\":1,\"b\":\"1\"}"))
        .isInstanceOf(InvalidExpression.class);
  }
}
