package dev.joinall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text that is not YAML most likely got wrong. */
class YamlErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a:/\tb: 1          | found character '\\t(TAB)' that cannot start any token | indent with spaces; a tab is no indentation in YAML
          a: @home           | found character '@' that cannot start any token       | put a string that begins with @ in quotes
          a: b: c            | mapping values are not allowed here                   | put a string that contains ": " in quotes, and look at the indentation
          {a: b: c}          | expected ',' or '}', but got :                        | put a string that contains ": " in quotes, and look at the indentation
          a: *               | an alias has no name                                  | put a string that begins with * in quotes; *name is an alias, and needs &name before it
          a: *secret         | found undefined alias                                 | put a string that begins with * in quotes; *name is an alias, and needs &name before it
          a: 1/b: "c/d: 2    | a string in quotes has no end                         | its first quote is in line 2
          a: 1/b: { c: 2/    | expected ',' or '}', but got <stream end>             | look for the missing end of the bracket in line 2, column 4
          a:/   b: 1/  c: 2  | expected <block end>, but found '<block mapping start>' | the keys of a mapping, and the items of a list, begin in one column; none of those around this place begin in column 3
          {a: ${b.c}}        | expected ',' or '}', but got {                        | put an expression in quotes where braces are around it: "${...}"
          """)
  void isReportedWithAHint(String lines, String message, String hint) {
    var problems = new Problems();
    var source = new Source("test", lines.replace('/', '\n'));
    var _ = ConfigFile.read(source, Map.of(), (tree, own) -> tree, problems);

    List<Problem> all = problems.all();
    assertThat(all).extracting(Problem::message).containsExactly("this is not YAML: " + message);
    assertThat(all).extracting(Problem::hint).containsExactly(hint);
  }
}
