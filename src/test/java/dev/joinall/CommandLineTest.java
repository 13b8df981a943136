package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Kinds;
import dev.joinall.config.ConfigSchema;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.ShopData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The output and exit status of each command. */
class CommandLineTest {
  private static final String SLOW =
      """
      backends: { api: { kind: http, url: "http://localhost", timeout: 3s } }
      aggregations: { page: { route: GET /page, tasks: { a: { backend: api, get: / } } } }
      """;

  @TempDir private Path folder;
  private Path file;

  /** The result of a command. */
  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void name() {
    file = folder.resolve("joinall.yaml");
  }

  private Ended run(Map<String, String> environment, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Application.run(environment, new PrintWriter(out), new PrintWriter(err), arguments);
    return new Ended(status, out.toString(), err.toString());
  }

  private Ended run(String... arguments) {
    return run(Map.of("JOINALL_CONFIG", file.toString()), arguments);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }

  @Test
  void aFileThatCanBeServedIsOk() throws Exception {
    write("aggregations: { page: { route: GET /page, tasks: { a: { value: 1 } } } }");

    assertThat(run("check", "--strict"))
        .isEqualTo(new Ended(0, "ok: 1 aggregation, 0 backends\n", ""));
  }

  /** Otherwise the image can't be built. The checks of the image need an engine. */
  @ParameterizedTest
  @ValueSource(strings = {"container/training.yaml", "checks/image/joinall.yaml"})
  void theFilesOfTheImageCanBeServed(String file) {
    assertThat(run("check", "--config=" + Path.of(file).toAbsolutePath()).status()).isZero();
  }

  @Test
  void theShopCanBeServed() {
    var environment =
        Map.of(
            "SHOP_MONGO_URI", "mongodb://nowhere.invalid",
            "SHOP_REDIS_URI", "redis://nowhere.invalid",
            "SHOP_POSTGRES_URI", "postgresql://shop@nowhere.invalid/shop",
            "SHOP_API_URL", "http://nowhere.invalid",
            "SHOP_SMTP_URI", "smtp://nowhere.invalid",
            "SHOP_AMQP_URI", "amqp://nowhere.invalid");
    Ended ended = run(environment, "check", "--config=" + ShopData.config());

    assertThat(ended.out()).startsWith("ok: 4 aggregations, 6 backends");
    assertThat(ended.status()).isZero();
  }

  @Test
  void aCheckConnectsIfItIsAskedTo() throws Exception {
    write(
        """
        backends: { api: { kind: http, url: "http://127.0.0.1:1" } }
        aggregations: { page: { route: GET /page, tasks: { a: { backend: api, get: / } } } }
        """);

    assertThat(run("check").status()).isZero();
    Ended ended = run("check", "--connect");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .contains(
            "joinall.yaml:1:18  backends.api",
            "the backend \"api\" does not respond: no connection could be made",
            "without --connect nothing is connected");
  }

  @Test
  void aConnectedCheckNamesTheCommandsThatASharedCacheMayNotSend() throws Exception {
    try (var redis = RedisServerFixture.start()) {
      redis.ask("ACL SETUSER joinall on >secret ~joinall:cache:* +@all -hmset -xadd");
      write(
          """
          backends: { redis: { kind: redis, uri: "%s" } }
          aggregations: { page: { route: GET /page, cache: { ttl: 1m, shared: redis }, tasks: { a: { value: 1 } } } }
          """
              .formatted(redis.uri().replace("redis://", "redis://joinall:secret@")));

      assertThat(run("check").status()).isZero();
      Ended ended = run("check", "--connect");
      assertThat(ended.status()).isEqualTo(2);
      assertThat(ended.err())
          .contains(
              "joinall.yaml has 1 problem",
              "aggregations.page.cache.shared",
              "the backend \"redis\" refuses what a shared cache needs: HMSET, PEXPIRE, DEL: ",
              "; XADD: the user has no permission: NOPERM")
          .doesNotContain("EVAL", "XREAD", "secret");

      redis.ask("ACL SETUSER joinall +@all");
      assertThat(run("check", "--connect").status()).isZero();
    }
  }

  /** One connection waits for what other replicas purge. */
  @Test
  void theConnectionOfASharedCacheCounts() throws Exception {
    write(
        """
        backends: { redis: { kind: redis, uri: "redis://a", pool: { max: 2 } } }
        aggregations: { page: { route: GET /page, cache: { ttl: 1h, shared: redis }, tasks: { a: { value: 1 } } } }
        """);

    assertThat(run("check", "--replicas=2", "--surge=0").out()).contains("3 each", "6 in all");
    assertThat(run("explain").out())
        .contains("for 1h and shared at redis", "redis  redis  timeout");
  }

  @Test
  void aFileWithProblemsIsRefusedOnTheErrorStream() throws Exception {
    write("aggregations: { a: { route: GET /, taks: {} } }\nmore: 1\n");
    Ended ended = run("check");

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("has 2 problems", "joinall.yaml:2:1  more", "hint:");
  }

  @Test
  void problemsAreReportedAsJson() throws Exception {
    write("aggregations: {}\nmore: 1\n");
    Ended ended = run("check", "--format", "json");

    assertThat(ended)
        .isEqualTo(
            new Ended(
                2,
                """
                {"file":"%s","ok":false,"problems":[{"line":2,"column":1,"path":"more",\
                "message":"unknown key \\"more\\"",\
                "hint":"known here: version, backends, aggregations, security, rate-limit, cors, info"}],"warnings":[]}
                """
                    .formatted(file),
                ""));
  }

  @Test
  void warningsCountOnlyIfAskedTo() throws Exception {
    write(SLOW);
    Ended ended = run("check");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).startsWith("ok: 1 aggregation, 1 backend, 1 warning\n");
    assertThat(run("check", "--strict")).isEqualTo(new Ended(1, ended.out(), ""));
  }

  @Test
  void warningsAreReportedAsJson() throws Exception {
    write(SLOW);
    Ended ended = run("check", "--format=json");

    assertThat(ended.status()).isZero();
    assertThat(ended.out())
        .contains("\"ok\":true,\"problems\":[],\"warnings\":[{\"line\":2,\"column\":")
        .contains("a may take 3s by their timeouts");
  }

  @Test
  void moreConnectionsThanAreAcceptedAreAWarning() throws Exception {
    write(
        """
        backends: { cache: { kind: redis, uri: "redis://a", max-connections: 5 } }
        aggregations: { page: { route: GET /page, tasks: { a: { value: 1 } } } }
        """);

    assertThat(run("check", "--strict").status()).isZero();
    assertThat(run("check", "--strict", "--replicas=1").status()).isZero();
    assertThat(run("check", "--replicas=2").status()).isZero();
    assertThat(run("check", "--strict", "--replicas=2").status()).isEqualTo(1);
    assertThat(run("check", "--strict", "--replicas=2").out())
        .contains("2 replicas and 1 beside them may open 6 connections, and 5 are accepted");
  }

  @Test
  void oneAggregationIsExplained() throws Exception {
    write(
        """
        aggregations:
          page: { route: GET /page, tasks: { a: { value: 1 } } }
          other: { route: GET /other, tasks: { a: { value: 1 } } }
        """);

    assertThat(run("explain", "other").out())
        .startsWith("other  GET /other\n")
        .doesNotContain("page");
    assertThat(run("explain").out()).contains("page  GET /page\n", "\nother  GET /other\n");
    assertThat(run("explain", "other", "--format=json").out())
        .contains("\"name\":\"other\"")
        .doesNotContain("\"name\":\"page\"");
  }

  @Test
  void anUnknownAggregationIsAnErrorWithAHint() throws Exception {
    write("aggregations: { page: { route: GET /page, tasks: { a: { value: 1 } } } }");
    Ended ended = run("explain", "pgae1");

    assertThat(run("explain", "pagee").err()).contains("did you mean \"page\"?");
    assertThat(ended.err()).contains("there is no aggregation \"pgae1\"", "known here: page");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--sever=1|joinall serve: there is no option \"--sever\"",
        "--confgi=x|hint: did you mean \"--config\"?",
        "--config|joinall serve: Missing required parameter for option '--config' (FILE)",
        "--config --server.port=0|Expected parameter for option '--config'",
        "--config=|--config names no file",
        "--config=a --config=b|should be specified only once",
        "serve now|\"now\" is one too many",
        "--config=x check|hint: a command comes first",
        "check --server.port=1|joinall check: there is no option \"--server.port\"",
        "check --format=xml|expected one of [text, json]",
        "check --surge=1|joinall check: --surge goes with --replicas",
        "check --replicas=0|expected an integer from 1 to 10000: --replicas=0",
        "check --replicas=many|'many' is not an int",
        "check --replicas=2 --surge=-1|expected an integer from 0 to 10000: --surge=-1",
        "check @x|\"@x\" is one too many",
        "chec|joinall: there is no command \"chec\"",
        "chec|hint: did you mean \"check\"?",
        "explain a b|\"b\" is one too many",
        "openapi --format=xml|expected one of [yaml, json]",
        "call|Missing required parameter: 'NAME'",
        "call a b|\"b\" is one too many",
        "call a --pth=b|hint: did you mean \"--path\"?",
        "schema joinall.yaml|\"joinall.yaml\" is one too many",
        "completion fish|expected one of [bash, zsh]",
      })
  void invalidArgumentsAreRejectedWithTheUsage(String arguments, String told) {
    Ended ended = run(arguments.split(" ", -1));

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains(told, "\nUsage: joinall", "\nFor details: joinall");
  }

  @Test
  void aTransportThatThereIsNotIsAnErrorWithAHint() throws Exception {
    write(SLOW);
    var environment = Map.of("JOINALL_CONFIG", file.toString(), "JOINALL_TRANSPORT", "uring");

    assertThat(run(environment))
        .isEqualTo(
            new Ended(
                2,
                "",
                """
                JOINALL_TRANSPORT is "uring", and there is no such transport.
                  hint: one of io_uring, epoll, nio
                """));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    for (String command : new String[] {"serve", "check", "explain", "call a", "openapi"}) {
      Ended ended = run(command.split(" ", -1));
      assertThat(ended.status()).as(command).isEqualTo(2);
      assertThat(ended.err()).as(command).startsWith("There is no file " + file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "serve -h",
        "check --help",
        "explain --help",
        "call --help",
        "openapi --help",
        "schema --help",
        "version --help",
        "completion -h",
      })
  void helpIsAnAnswer(String arguments) {
    Ended ended = run(arguments.split(" ", -1));

    assertThat(ended.status()).isZero();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("Usage: joinall").contains("-h, --help");
    assertThat(ended.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void helpNamesEachCommand() {
    assertThat(run("--help").out())
        .contains("  serve ", "  check ", "  explain ", "  call ", "  openapi ")
        .contains("  schema ", "  version ", "  completion ");
  }

  @Test
  void theSchemaHasThePartsOfAllKinds() {
    Ended ended = run("schema");

    assertThat(ended)
        .isEqualTo(
            new Ended(0, ConfigSchema.text(Kinds.installed(Map.of()).byName().values()), ""));
    assertThat(ended.out()).contains("\"httpBackend\"", "\"mail\"");
  }

  @Test
  void theVersionIsPrinted() {
    Ended ended = run("version");

    assertThat(ended.out()).startsWith("joinall ").contains("Java " + Runtime.version());
    assertThat(run("--version")).isEqualTo(ended);
    assertThat(ended.status()).isZero();
  }

  @Test
  void theShellCompletesOurCommands() throws Exception {
    Path script = Files.writeString(folder.resolve("script"), run("completion", "bash").out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                """
                source "$1"
                compopt() { :; } # works only where a person presses the key
                COMP_WORDS=(joinall ch); COMP_CWORD=1
                _complete_joinall
                echo "${COMPREPLY[@]}"
                COMP_WORDS=(joinall check --format ''); COMP_CWORD=3
                _complete_joinall
                echo "${COMPREPLY[@]}"
                """,
                "bash",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), UTF_8);

    assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines()).containsExactly("check", "text json");
    assertThat(run("completion", "zsh").out()).contains("bashcompinit");
  }
}
