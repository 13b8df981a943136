package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every spec of the folder and its sub-folders. */
class SpecTest {
  private static final Path FOLDER = Path.of("src/test/resources/specs");
  private static final Path INDEX = FOLDER.resolve("README.md");
  private static Servers servers;

  /**
   * Runs before the others: the first connections of a JVM take longer than any default timeout.
   */
  static final String FIRST =
      """
      # Everything is loaded

      So that no spec pays for it.

      ```yaml joinall.yaml
      backends:
        api: { kind: http, url: "${env.API_URL}", timeout: 30s }
        shop: { kind: mongo, uri: "${env.MONGO_URI}", database: shop, timeout: 30s }
        cache: { kind: redis, uri: "${env.REDIS_URI}", timeout: 30s, pool: { acquire-timeout: 30s } }
        mail: { kind: smtp, uri: "${env.SMTP_URI}", timeout: 30s }
      aggregations:
        first:
          route: POST /first
          deadline: 30s
          input: { body: { type: object } }
          tasks:
            api: { backend: api, get: / }
            shop: { backend: shop, find-one: things, filter: { a: "${body.?a.orValue(1) + 1}" } }
            cache: { backend: cache, command: [GET, a] }
            mail: { backend: mail, send: { from: a@b.example, to: c@d.example, subject: s, text: t } }
      ```

      ```http request
      POST /first
      Content-Type: application/json

      {}
      ```

      ```http answer
      200 OK

      <<.*>>
      ```
      """;

  @BeforeAll
  static void open() {
    servers = new Servers();
    new SpecRun(Spec.read(FIRST), servers).run();
  }

  @AfterAll
  static void close() {
    servers.close();
  }

  @TestFactory
  List<DynamicTest> specs() throws IOException {
    return files().stream()
        .map(file -> DynamicTest.dynamicTest(name(file), file.toUri(), () -> run(file)))
        .toList();
  }

  @Test
  void theIndexHasEachSpecOnceByItsTitle() throws IOException {
    List<String> lines =
        Files.readAllLines(INDEX).stream().filter(line -> line.startsWith("- [")).toList();
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(files().stream().map(SpecTest::entry).toList());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<Path> specs =
          files.filter(Files::isRegularFile).filter(it -> !it.equals(INDEX)).sorted().toList();
      assertThat(specs).isNotEmpty();
      return specs;
    }
  }

  /** The path in the folder, with slashes on every system. */
  private static String name(Path file) {
    return FOLDER.relativize(file).toString().replace('\\', '/');
  }

  private static String entry(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      String title = lines.findFirst().orElseThrow().substring("# ".length());
      String text = title.replace("[", "\\[").replace("]", "\\]");
      return "- [%s](%s)".formatted(text, name(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path file) throws IOException {
    new SpecRun(Spec.read(Files.readString(file)), servers).run();
  }
}
