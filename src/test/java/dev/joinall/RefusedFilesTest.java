package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Position;
import dev.joinall.config.Problem;
import dev.joinall.config.Source;
import dev.joinall.serving.Deployment;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid files are reported as problems, never by another exception. */
class RefusedFilesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("TOKEN", "Bearer s3cret\n", "BROKEN", "a\r\nb: s3cret", "POOL", "s3cret");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: http",
        "kind: http, url: 'http:///x'",
        "kind: http, url: 'http://a:99999'",
        "kind: redis",
        "kind: redis, uri: 'redis://a/notanumber'",
        "kind: http, url: 'http://a', timeout: 9999h",
        "kind: http, url: 'http://a', pool: { max: 10001 }",
        "kind: http, url: 'http://a', pool: { max: '${env.POOL}' }",
        "kind: http, url: 'http://a', headers: { a: '${env.BROKEN}' }",
        "kind: http, url: 'http://a', headers: { 'a b': c }",
        "kind: http, url: 'http://a', headers: { content-length: '3' }",
        "kind: http, url: '${env.MISSING}'",
      })
  void refusesABackendByOneProblem(String backend) {
    List<Problem> problems = problems(backend, "value: 1");

    assertThat(problems).hasSize(1);
    assertThat(problems.toString()).doesNotContain("s3cret");
  }

  @Test
  void servesAHeaderFromAFileThatEndsInANewLine() {
    assertThat(problems("kind: http, url: 'http://a', headers: { a: '${env.TOKEN}' }", "value: 1"))
        .isEmpty();
  }

  @Test
  void looksAtTheTasksOfABackendWithoutAnAddress() {
    assertThat(problems("kind: http, url: '${env.MISSING}'", "backend: it, get: '/${path.nope}'"))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get: '/a/${path.id}?q=1'",
        "get: '/a/${path.id}/b c'",
        "get: \"/a\\u0007\"",
        "get: /a, headers: { 'x y': a }",
        "get: /a, headers: { Host: a }",
        "get: /a, headers: { a: \"b\\r\\nc: d\" }",
      })
  void refusesACall(String call) {
    assertThat(problems("kind: http, url: 'http://a'", "backend: it, " + call)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"find: c, filter: { m: 1e9999 }", "find: c, filter: { \"a\\0b\": 1 }"})
  void refusesWhatMongoCanNotHold(String call) {
    assertThat(problems("kind: mongo, uri: 'mongodb://a', database: d", "backend: it, " + call))
        .hasSize(1);
  }

  @Test
  void refusesHalfAPair() {
    assertThat(
            problems("kind: redis, uri: 'redis://a'", "backend: it, command: [GET, \"\\ud800\"]"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "join: { all: 5 }|\"all\" is true or omitted, got the number 5",
        "join: null|expected a join, got null",
        "join: { first: 1, of: { a: b } }|expected the name of a task, got a mapping",
        "join: { first: 0 }|expected an integer from 1 to 1000, got the number 0",
        "respond: { headers: { 'a b': c } }|this is not the name of a header",
        "refuse: { when: true, status: 600, detail: x }"
            + "|expected an integer from 400 to 599, got the number 600",
      })
  void refusesAnAggregation(String key, String message) {
    String yaml =
        "aggregations:\n  a:\n    route: GET /a\n    tasks: { t: { value: 1 } }\n    " + key;

    assertThat(problems(yaml)).extracting(Problem::message).containsExactly(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aggregations: &a {x: *a, y: *a}",
        "aggregations: !!int \"abc\"",
        "aggregations: !!float \"\"",
        "aggregations: 1e99999999999",
      })
  void refusesYamlByOneProblem(String yaml) {
    assertThat(problems(yaml)).hasSize(1);
  }

  @Test
  void countsWhatAliasesStandFor() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 7; i++) {
      String below = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(8, below))));
    }

    assertThat(problems(bomb.toString()))
        .extracting(Problem::message)
        .containsExactly("the file has more than 300000 values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${query.flag}", "${query.?flag.orValue(false)}"})
  void takesAnOptionalBooleanAsACondition(String when) {
    String yaml =
        """
        aggregations:
          a:
            route: GET /a
            input: { query: { flag: { type: boolean } } }
            tasks: { t: { value: 1, when: "%s" } }
        """
            .formatted(when);

    assertThat(problems(yaml)).isEmpty();
  }

  @Test
  void marksAPlaceInAQuotedText() {
    String yaml =
        """
        aggregations:
          a:
            route: GET /a
            tasks: { t: { value: "${nope}" } }
        """;

    assertThat(problems(yaml))
        .extracting(it -> it.at().column())
        .containsExactly("    tasks: { t: { value: \"${".length() + 1);
  }

  @Test
  void hidesAPassword() {
    var source = new Source("f", "uri: redis://user:s3cret@host/x\n");

    assertThat(source.explain(List.of(new Problem(Position.START, "", "m", ""))))
        .doesNotContain("s3cret")
        .contains("@host/x");
  }

  private static List<Problem> problems(String backend, String task) {
    return problems(
        """
        backends: { it: { %s } }
        aggregations:
          a:
            route: GET /a/{id}
            tasks: { t: { %s } }
        """
            .formatted(backend, task));
  }

  private static List<Problem> problems(String yaml) {
    try (var hub = new Hub(Transport.NIO)) {
      var refused =
          catchThrowableOfType(
              ConfigException.class,
              () -> Deployment.of(new Source("joinall.yaml", yaml), ENVIRONMENT, hub).close());
      return refused == null ? List.of() : refused.problems();
    }
  }
}
