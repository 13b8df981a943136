package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ServerClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit status, output and shutdown of the process. */
class ApplicationProcessTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Pattern PORT = Pattern.compile("Serving 1 route on port (\\d+)");
  private static final int SIGTERM = 143;

  private final ScriptedHttp api = ScriptedHttp.start();

  @TempDir private Path folder;
  private Path output;
  private Path errors;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    output = folder.resolve("output");
    errors = folder.resolve("errors");
    config =
        Files.writeString(
            folder.resolve("joinall.yaml"),
            """
            backends:
              api: { kind: http, url: "%s", timeout: 10s }
            aggregations:
              page: { route: GET /page, deadline: 10s, tasks: { a: { backend: api, get: /slow } } }
            """
                .formatted(api.url()));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Process start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return start(List.of(), environment, arguments);
  }

  /**
   * Starts the process after a command.
   *
   * @param prefix a command that runs the rest
   */
  private Process start(List<String> prefix, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(ServerClassPath.options());
    command.add(Application.class.getName());
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    process.environment().put("LC_ALL", "C"); // as in a container without a locale
    process.environment().putAll(environment);
    return process.start();
  }

  private int exitOf(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aFileWithProblemsIsRefusedWithAllOfThem() throws Exception {
    Files.writeString(
        config,
        """
        backends: { a: { kind: http, url: "http://localhost", timeuot: 1s } }
        aggregations: { b: {} }
        """);
    int exit = exitOf(start("--config", config.toString()));

    assertThat(exit).isEqualTo(2);
    assertThat(Files.readString(errors))
        .contains("joinall.yaml:1:", "timeuot", "joinall.yaml:2:", "hint:")
        .doesNotContain("\tat ");
  }

  @Test
  void aCommandEndsTheProcessAndPrintsUtf8() throws Exception {
    int exit = exitOf(start("explain", "page", "--config", config.toString()));

    assertThat(exit).isZero();
    assertThat(Files.readString(output)).startsWith("page  GET /page\n").contains("█");
    assertThat(Files.readString(errors)).isEmpty();
  }

  @Test
  void aFileThatIsMissingIsNamed() throws Exception {
    int exit = exitOf(start("--config=" + folder.resolve("none.yaml")));

    assertThat(exit).isEqualTo(2);
    assertThat(Files.readString(errors)).contains("There is no file", "none.yaml", "--config");
  }

  @Test
  void aPortThatIsTakenEndsTheProcessAndIsNamed() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      int exit =
          exitOf(
              start(
                  "--config=" + config,
                  "--server.address=127.0.0.1",
                  "--server.port=" + port,
                  "--management.server.port=0"));

      assertThat(exit).isEqualTo(1);
      assertThat(Files.readString(output) + Files.readString(errors))
          .contains(port, "already in use")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aRequestInFlightIsAnsweredBeforeTheProcessEnds() throws Exception {
    api.on("GET", "/slow").body("1").delay(Duration.ofSeconds(1));
    Process process = start("--config=" + config, "--server.port=0", "--management.server.port=0");
    try (var client = HttpClient.newHttpClient()) {
      await().atMost(SOON).until(() -> port().find());
      var port = port();
      assertThat(port.find()).isTrue();
      var request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port.group(1) + "/page"));
      var answer = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
      await()
          .atMost(SOON)
          .until(() -> api.asked().stream().anyMatch(it -> it.uri().equals("/slow")));
      process.destroy();

      assertThat(answer.get(SOON.toSeconds(), TimeUnit.SECONDS).body()).isEqualTo("{\"a\":1}");
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(SIGTERM);
      assertThat(Files.readString(errors)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aHangupReadsTheFileAgainAlsoWhereItIsNotWatched() throws Exception {
    api.on("GET", "/slow").body("1");
    Process process =
        start(
            Map.of("JOINALL_RELOAD", "off"),
            "--config=" + config,
            "--server.port=0",
            "--management.server.port=0");
    try {
      await().atMost(SOON).until(() -> port().find());
      String good = Files.readString(config);
      Files.writeString(config, good.replace("get:", "gett:"));
      hangUp(process);
      await().atMost(SOON).until(() -> Files.readString(output).contains("is invalid"));
      assertThat(Files.readString(output))
          .contains("the previous one stays in service", "joinall.yaml:4:", "hint:")
          .doesNotContain("\tat ");
      Files.writeString(config, good.replace("page:", "another:"));
      hangUp(process);

      await().atMost(SOON).until(() -> Files.readString(output).contains("yaml: another"));
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroy();
      var _ = exitOf(process);
    }
  }

  @Test
  void aPipeIsReadOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process process = start("--config=" + pipe, "--server.port=0", "--management.server.port=0");
    try {
      Files.writeString(pipe, Files.readString(config));
      await().atMost(SOON).until(() -> port().find());
      hangUp(process);
      String once = "it was read at the start and is not reloaded";

      await().atMost(SOON).until(() -> Files.readString(output).split(once, -1).length == 3);
      assertThat(Files.readString(output)).doesNotContain("is invalid");
    } finally {
      process.destroy();
      var _ = exitOf(process);
    }
  }

  /** Like {@code joinall --config -} with a pipe, and {@code joinall --config <(...)}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat \"$0\" | \"$@\" --config -",
        "exec \"$@\" --config - < \"$0\"",
        "exec \"$@\" --config <(cat \"$0\")",
        "exec \"$@\" --config=<(cat \"$0\")"
      })
  void theFileMayComeThroughTheShell(String line) throws Exception {
    Process process =
        start(
            List.of("bash", "-c", line, config.toString()),
            Map.of(),
            "--server.port=0",
            "--management.server.port=0");
    try {
      await().atMost(SOON).until(() -> port().find());
      assertThat(Files.readString(output)).doesNotContain("is invalid").contains("page");
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      var _ = exitOf(process);
    }
  }

  @Test
  void problemsOfAFileFromStandardInputAreReported() throws Exception {
    String line = "echo 'aggregations: { page: { rout: GET /page } }' | \"$0\" \"$@\" --config -";

    assertThat(exitOf(start(List.of("bash", "-c", line), Map.of()))).isEqualTo(2);
    assertThat(Files.readString(errors)).contains("rout", "hint:").doesNotContain("\tat ");
  }

  /** At level TRACE, libraries log every byte. */
  @Test
  void noLineShowsASecretAtAnyLevel() throws Exception {
    api.on("GET", "/slow").body("1");
    Path file = Files.writeString(config, withSecrets(api.url()));
    Map<String, String> environment = Map.of("TOKEN", "s3cret-of-env");
    Process process =
        start(
            environment,
            "--config=" + file,
            "--server.port=0",
            "--management.server.port=0",
            "--logging.level.root=TRACE",
            "--logging.level.dev.joinall=TRACE",
            "--logging.level.reactor.netty.http.server=TRACE");
    try (var client = HttpClient.newHttpClient()) {
      await().atMost(SOON).until(() -> port().find());
      var port = port();
      assertThat(port.find()).isTrue();
      var request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + port.group(1) + "/page?q=s3cret-of-client"))
              .header("Authorization", "s3cret-of-client")
              .build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      Files.writeString(file, Files.readString(file).replace("kind: redis", "kind: redix"));
      await().atMost(SOON).until(() -> Files.readString(output).contains("is invalid"));
    } finally {
      process.destroy();
      var _ = exitOf(process);
    }
    assertThat(Files.readString(output) + Files.readString(errors))
        .contains("joinall.log.wire=true")
        .doesNotContain("s3cret");
  }

  private static String withSecrets(String url) {
    return """
    backends:
      api: { kind: http, url: "%s", headers: { Authorization: s3cret, X-Token: "${env.TOKEN}" } }
      cache: { kind: redis, uri: "redis://user:s3cret@127.0.0.1:1", timeout: 1s }
      shop: { kind: mongo, uri: "mongodb://user:s3cret@127.0.0.1:1", database: a, timeout: 1s }
      mail: { kind: smtp, uri: "smtp://user:s3cret@127.0.0.1:1", timeout: 1s }
    aggregations:
      page:
        route: GET /page
        input: { query: { q: { type: string } }, header: { authorization: { type: string } } }
        deadline: 5s
        tasks:
          a: { backend: api, get: "/slow", query: { q: "${query.q}" }, fallback: 1 }
          b: { backend: cache, command: [GET, a] }
          c: { backend: shop, find-one: a, filter: { a: "${query.q}" } }
    """
        .formatted(url);
  }

  private static void hangUp(Process process) throws Exception {
    var _ = new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start().waitFor();
  }

  private Matcher port() throws IOException {
    return PORT.matcher(Files.readString(output));
  }
}
