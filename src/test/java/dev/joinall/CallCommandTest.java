package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.ScriptedHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code joinall call}: its output and exit status. */
class CallCommandTest {
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API_URL}", timeout: 20s }
      aggregations:
        page:
          route: GET /pages/{id}
          deadline: 20s
          input:
            path: { id: { type: integer } }
            query: { tag: { type: array, items: { type: string }, default: [] } }
            header: { X-Lang: { type: string, default: de } }
          tasks:
            said: { value: "${[string(path.id), header['X-Lang']] + query.tag}" }
            price: { backend: api, get: /price }
        card: { tasks: { price: { backend: api, get: /price, required: true } }, deadline: 20s }
        cards: { route: GET /cards, tasks: { card: { aggregation: card } } }
        order:
          route: POST /orders
          input: { body: { type: object, required: [sku] } }
          tasks: { sku: { value: "${body.sku}" } }
      """;

  @TempDir private Path folder;
  private final ScriptedHttp api = ScriptedHttp.start();
  private Path file;

  /** The result of a command. */
  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    api.on("GET", "/price").body("2.50");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Ended call(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("call", "--config", file.toString()));
    all.addAll(List.of(arguments));
    int status =
        Application.run(
            Map.of("API_URL", api.url()),
            new PrintWriter(out),
            new PrintWriter(err),
            all.toArray(String[]::new));
    return new Ended(status, out.toString(), err.toString());
  }

  /** Excludes the health check before a call. */
  private long prices() {
    return api.asked().stream().filter(it -> it.uri().startsWith("/price")).count();
  }

  @Test
  void theAnswerIsPrintedAndHowItCameBesideIt() {
    Ended ended = call("page", "--path", "id=7");

    assertThat(ended.out()).isEqualTo("{\"said\":[\"7\",\"de\"],\"price\":2.50}\n");
    assertThat(ended.err().lines())
        .satisfiesExactly(
            title -> assertThat(title).matches("  200, complete in \\d+ ms of 20000"),
            said -> assertThat(said).matches("    said .* ok"),
            price -> assertThat(price).matches("    price .*\\d+ms  ok"));
    assertThat(ended.status()).isZero();
  }

  @Test
  void inputsAreThoseOfTheFile() {
    assertThat(
            call(
                    "page",
                    "--path=id=7",
                    "--query=tag=a=b",
                    "--query",
                    "tag=c",
                    "--header",
                    "x-lang=en")
                .out())
        .startsWith("{\"said\":[\"7\",\"en\",\"a=b\",\"c\"]");
  }

  @Test
  void invalidInputsAreReportedAsByAServer() {
    Ended ended = call("page", "--path", "id=seven");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                2,
                """
                {"type":"about:blank","title":"Bad Request","status":400,\
                "detail":"the request does not fit what this route declares","errors":\
                [{"in":"path","name":"id","detail":"string found, integer expected"}]}
                """,
                ""));
    assertThat(prices()).isZero();
  }

  @Test
  void anIncompleteAnswerIsOneUnlessItIsStrict() {
    api.on("GET", "/price").status(500);

    assertThat(call("page", "--path", "id=7").status()).isZero();
    Ended strict = call("page", "--path", "id=7", "--strict");
    assertThat(strict.status()).isEqualTo(1);
    assertThat(strict.out()).contains("\"errors\":[{\"task\":\"price\",\"fault\":\"status\"}]");
    assertThat(strict.err()).contains("200, incomplete").contains("failed (status: HTTP 500)");
  }

  @Test
  void aJoinThatIsNotMetIsAProblemAndAFailure() {
    api.on("GET", "/price").status(500);
    Ended ended = call("card");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).startsWith("{\"type\":\"about:blank\",\"title\":\"Bad Gateway\"");
    assertThat(ended.err()).contains("502, incomplete");
  }

  @Test
  void oneWithoutARouteCanBeCalled() {
    assertThat(call("card").out()).isEqualTo("{\"price\":2.50}\n");
  }

  @Test
  void theBodyIsATextOrAFileOrTheInput() throws Exception {
    Path body = Files.writeString(folder.resolve("order.json"), "{\"sku\":\"A-2\"}");

    assertThat(call("order", "--body", "{\"sku\":\"A-1\"}").out()).isEqualTo("{\"sku\":\"A-1\"}\n");
    assertThat(call("order", "--body", "@" + body).out()).isEqualTo("{\"sku\":\"A-2\"}\n");
    assertThat(withInput("{\"sku\":\"A-3\"}", "order", "--body", "-").out())
        .isEqualTo("{\"sku\":\"A-3\"}\n");
  }

  private Ended withInput(String text, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
    try {
      return call(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "order|\"in\":\"body\",\"name\":\"\",\"detail\":\"is missing\"",
        "order --body {|the body is not valid JSON",
        "order --body {}|required property 'sku' not found",
        "order --body {\"sku\":1,\"sku\":2}|two members of the same name",
      })
  void anInvalidBodyIsReportedAsByAServer(String arguments, String told) {
    Ended ended = call(arguments.split(" ", -1));

    assertThat(ended.out()).contains("\"status\":400", told);
    assertThat(ended.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pag|hint: did you mean \"page\"?",
        "page --path idd=7|\"page\" has no path \"idd\"",
        "page --path idd=7|hint: did you mean \"id\"?",
        "page --query id=7|hint: known here: tag",
        "page --path 7|--path is NAME=VALUE, and not \"7\"",
        "page --body {}|\"page\" takes no body",
        "card --query a=b|hint: it declares none",
        "order --body @nowhere.json|the body can't be read: nowhere.json",
      })
  void invalidArgumentsAreRejectedBeforeAnyCall(String arguments, String told) {
    Ended ended = call(arguments.split(" ", -1));

    assertThat(ended.err()).contains(told, "\nFor details: joinall");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.status()).isEqualTo(2);
    assertThat(prices()).isZero();
  }
}
