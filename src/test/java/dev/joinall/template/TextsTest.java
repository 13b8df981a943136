package dev.joinall.template;

import static dev.joinall.template.Expressions.evaluated;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'a😁b😁c'.indexOf('😁')              | 1
          'a😁b😁c'.indexOf('😁', 2)           | 3
          'a😁b😁c'.lastIndexOf('😁')          | 3
          'a😁b😁c'.lastIndexOf('😁', 2)       | 1
          'abc'.indexOf('x')                  | -1
          'abc'.lastIndexOf('abcd')           | -1
          'abc'.lastIndexOf('')               | 3
          'abc'.indexOf('', 2)                | 2
          ''.indexOf('a')                     | -1
          'aaa'.lastIndexOf('a', 1)           | 1
          'a😁'.size()                         | 2
          'aXbXc'.replace('X', '--')          | "a--b--c"
          'aXbXc'.replace('X', '-', 1)        | "a-bXc"
          'aXbXc'.replace('X', '-', 0)        | "aXbXc"
          'a😁'.replace('', '_')               | "_a_😁_"
          'ab'.replace('', '_', 2)            | "_a_b"
          ''.replace('', 'x')                 | "x"
          'a,b,,c'.split(',')                 | ["a","b","","c"]
          'a,b,,c'.split(',', 2)              | ["a","b,,c"]
          'a,b'.split(',', 0)                 | []
          'a,b'.split(',', -1)                | ["a","b"]
          ''.split(',')                       | [""]
          ''.split('')                        | []
          'a😁b'.split('')                     | ["a","😁","b"]
          'a😁b'.split('', 2)                  | ["a","😁b"]
          ['a', 'b'].join('-')                | "a-b"
          [].join('-')                        | ""
          'abc'.contains('')                  | true
          'abc'.contains('bc')                | true
          'abc'.matches('^a.c$')              | true
          'abc'.matches('b')                  | true
          """)
  void textsAreCutAndPutTogetherByCodePoints(String expression, String expected) {
    assertThat(evaluated(expression, "1", Budget.standard()).toString()).isEqualTo(expected);
  }

  @Test
  void aLongTextIsFoundWhereAShortOneIs() {
    String text = "ab".repeat(3_000) + "ac" + "ab".repeat(50) + "ad";
    String wanted = "ab".repeat(50) + "ad";
    Meter.on(
        Budget.standard(),
        () -> {
          assertThat(new TextSearch(wanted).in(text, 0)).isEqualTo(text.indexOf(wanted));
          assertThat(new TextSearch("a".repeat(90) + "b").in("a".repeat(9_000), 0)).isEqualTo(-1);
          return true;
        });
  }
}
