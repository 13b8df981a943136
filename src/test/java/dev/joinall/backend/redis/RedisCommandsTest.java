package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.Problem;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words of a task as they arrive at the server, and words that are rejected at start-up. */
class RedisCommandsTest {
  private static RedisServerFixture redis;
  private static Hub hub;
  private static StepFixture fixture;

  @BeforeAll
  static void start() {
    redis = RedisServerFixture.start();
    hub = new Hub(Transport.best());
    fixture =
        new StepFixture(
            "{kind: redis, uri: \"%s\", timeout: 9s, pool: {acquire-timeout: 9s}}"
                .formatted(redis.uri()),
            hub,
            RedisBackend::new);
  }

  @AfterAll
  static void stop() {
    fixture.close();
    hub.close();
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "two words",
        "\r\n*1\r\n$8\r\nFLUSHALL\r\n",
        "a\"b'c\\",
        "$5\r\nhello\r\n",
        "zażółć \uD83D\uDE00",
        "nul\0nul"
      })
  void aValueIsOneWordWhateverIsInIt(String hostile) {
    fixture.run("command: [SET, \"k:${body}\", \"${body}\"]", Json.string(hostile));
    assertThat(fixture.run("command: [GET, \"k:${body}\"]", Json.string(hostile)))
        .contains(Json.string(hostile));
    assertThat(fixture.run("command: [DBSIZE]")).isNotEqualTo(Json.number(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          7              | ${body}         | 7
          1.50           | ${body}         | 1.50
          true           | ${body}         | true
          {"a": [1]}     | ${body}         | {"a": [1]}
          {"n": 8}       | n=${body.n}     | n=8
          null           | 0.50            | 0.50
          null           | 1e3             | 1e3
          null           | $${body}        | ${body}
          """)
  void anythingButAListIsTheTextOfAWord(String body, String word, String expected) {
    String quoted = word.contains("$") ? "\"" + word + "\"" : word;
    Json json = Json.parse(body.getBytes(UTF_8));
    assertThat(fixture.run("command: [ECHO, " + quoted + "]", json).orElseThrow().text())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          null       | a null can't become a word
          ["a", "b"] | a list can't become a word
          "\\ud800"  | half a surrogate pair
          """)
  void valuesThatAreNoWordAreInvalidAndNothingIsSent(String body, String message) {
    Json json = Json.parse(body.getBytes(UTF_8));
    assertThatThrownBy(() -> fixture.run("command: [INCR, \"${body}\"]", json))
        .isInstanceOf(InvalidExpression.class)
        .hasMessageContaining(message)
        .satisfies(error -> assertThat(Fault.of(error).attempts()).isZero());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[BLPOP, a, 0]",
        "[blmove, a, b, LEFT, LEFT, 0]",
        "[WAIT, 1, 0]",
        "[SUBSCRIBE, a]",
        "[MULTI]",
        "[SELECT, 1]",
        "[CLIENT, KILL]",
        "[SHUTDOWN]",
        "[DEBUG, SLEEP, 10]",
        "[CONFIG, GET, requirepass]",
        "[XREAD, BLOCK, 0, STREAMS, a, 0]",
        "[XREADGROUP, GROUP, g, c, block, 0, STREAMS, a, 0]"
      })
  void commandsUnfitForASharedConnectionAreProblems(String words) {
    assertThat(problemsOf(words))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.message()).contains("can't be used");
          assertThat(problem.hint()).isNotEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ["${body}", a]                       | a command's name can't be computed
          ["G${body}", a]                      | a command's name can't be computed
          [[GET], a]                           | a command's name can't be computed
          ["GET a"]                            | this is not the name of a command
          [GET, [a, b]]                        | expected a word, got a list
          [GET, null]                          | expected a word, got null
          [XREAD, "${body}", 0, STREAMS, a, 0] | expected an option of XREAD
          """)
  void aCommandWithoutAKnownNameIsAProblem(String words, String message) {
    assertThat(problemsOf(words)).extracting(Problem::message).contains(message);
  }

  @Test
  void aStreamIsReadWithoutWaiting() {
    fixture.run("command: [XADD, s, 1-1, block, b]");
    assertThat(fixture.run("command: [XREAD, COUNT, 1, STREAMS, s, \"0\"]")).isPresent();
    assertThat(fixture.run("command: [XREAD, STREAMS, s, 1-1]")).isEmpty();
    assertThat(problemsOf("[XREAD, COUNT, \"${body}\", STREAMS, \"${body}\", 0]")).isEmpty();
  }

  private static List<Problem> problemsOf(String words) {
    return fixture.problemsOf("command: " + words);
  }
}
