package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problem;
import dev.joinall.config.Source;
import dev.joinall.serving.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file that exceeds a limit is a problem with a position, found fast and without exhausting stack
 * or memory.
 */
class HostileFilesTest {
  @TempDir private Path folder;

  record Hostile(String name, String yaml, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static String repeated(int times, IntFunction<String> part) {
    return IntStream.range(0, times).mapToObj(part).collect(Collectors.joining());
  }

  private static String value(String value) {
    return tasks("      t: { value: " + value + " }\n");
  }

  private static String tasks(String tasks) {
    return "aggregations:\n  a:\n    route: GET /a\n    tasks:\n" + tasks;
  }

  private static Hostile expression(String name, String expression) {
    return new Hostile(
        name,
        value("'${" + expression + "}'"),
        "this expression is too long, or nested too deeply");
  }

  static List<Hostile> files() {
    String deep = "this is nested more than 64 levels deep";
    String many = "the file has more than 300000 values";
    return List.of(
        new Hostile("maps", "a: " + "{a: ".repeat(3_000) + "1" + "}".repeat(3_000), deep),
        new Hostile("lists", value("[".repeat(65) + "]".repeat(65)), deep),
        new Hostile("open lists", "[".repeat(500_000), deep),
        new Hostile("dashes", "- ".repeat(100_000) + "a", deep),
        new Hostile("keys of keys", "? ".repeat(100_000) + "a", deep),
        new Hostile("levels", repeated(1_000, i -> " ".repeat(i) + "a:\n"), deep),
        new Hostile("an alias of itself", "aggregations: &a [*a, *a]\n", deep),
        new Hostile("keys", repeated(400_000, i -> "k" + i + ": 1\n"), many),
        new Hostile("aliases", "x: &a 1\ny: [" + "*a,".repeat(400_000) + "*a]\n", many),
        new Hostile(
            "laughs",
            "a0: &a0 [x]\n"
                + repeated(
                    40, i -> "a%d: &a%d [%s*a%d]\n".formatted(i + 1, i + 1, "*a" + i + ",", i)),
            many),
        new Hostile("documents", "---\na: 1\n".repeat(100_000), "a second document begins here"),
        new Hostile(
            "a long key",
            "? " + "k".repeat(1_001) + "\n: 1",
            "this key has more than 1000 characters"),
        new Hostile("merge keys", "<<: { a: 1 }", "YAML 1.2 has no merge keys"),
        new Hostile("binary", value("!!binary aGk="), "\"tag:yaml.org,2002:binary\" is not a tag"),
        new Hostile("a class", value("!!java.io.File [x]"), "is not a tag of this file"),
        new Hostile("bool", value("!!bool maybe"), "\"maybe\" is not a boolean that can be read"),
        new Hostile("digits", value("9".repeat(1_000_000)), "is not a number that can be read"),
        new Hostile("an exponent", value("1e999999999"), "is not a number that can be read"),
        new Hostile("minus", value("-1e-999999999"), "is not a number that can be read"),
        new Hostile(
            "a count", backend("pool: { max: '" + "9".repeat(1_000_000) + "' }"), "an integer"),
        new Hostile("a time", backend("timeout: 99999999999999999999s"), "expected a duration"),
        new Hostile("a long time", backend("timeout: " + "9".repeat(500_000) + "s"), "a duration"),
        new Hostile("a size", backend("max-body: 999999999MB"), "expected a size"),
        new Hostile("a NUL", "a: \"b\0c\"", "a YAML file can't hold the character U+0000"),
        new Hostile("a mark", "a: 1\n\ufeffb: 1", "a YAML file can't hold the character U+FEFF"),
        new Hostile("open", value("\"" + "${" + "{".repeat(500_000) + "\""), "has no end"),
        new Hostile(
            "addresses",
            backend("nope: [" + "x://a, ".repeat(40_000) + "1]"),
            "unknown key \"nope\""),
        new Hostile(
            "expressions",
            value("\"" + "${1}".repeat(40_000) + "\""),
            "the file has more than 30000 expressions"),
        expression("parentheses", "(".repeat(1_000) + "1" + ")".repeat(1_000)),
        expression("plus", "1" + "+1".repeat(4_000)),
        expression("a chain", "{}" + ".a".repeat(4_000)),
        expression("calls", "string(".repeat(500) + "1" + ")".repeat(500)),
        expression("macros", repeated(300, i -> "[1].map(x" + i + ",") + "1" + ")".repeat(300)),
        expression("a list", "[" + "1,".repeat(10_000) + "1]"),
        new Hostile(
            "references",
            schema(
                "$defs: { %s, a5000: {} }, $ref: '#/$defs/a0'"
                    .formatted(
                        IntStream.range(0, 5_000)
                            .mapToObj(i -> "a%d: { $ref: '#/$defs/a%d' }".formatted(i, i + 1))
                            .collect(Collectors.joining(", ")))),
            "takes too long to check"),
        new Hostile(
            "a reference to itself",
            schema("allOf: [ { $ref: '#' } ]"),
            "the schema refers to itself without end"),
        new Hostile(
            "tasks",
            tasks(repeated(1_001, i -> "      t" + i + ": { value: 1 }\n")),
            "expected at most 1000 entries, got 1001"),
        new Hostile(
            "a circle of tasks",
            tasks(
                repeated(
                    1_000,
                    i -> "      t%d: { value: 1, needs: [t%d] }\n".formatted(i, (i + 1) % 1_000))),
            "these tasks wait for each other: t0 -> t1"),
        new Hostile(
            "aggregations",
            aggregations(5_001, i -> "{ value: 1 }"),
            "expected at most 5000 entries, got 5001"),
        new Hostile(
            "aggregations in each other",
            aggregations(17, i -> i == 16 ? "{ value: 1 }" : inner(i + 1)),
            "aggregations run one another more than 16 deep from here"),
        new Hostile(
            "a circle of aggregations",
            aggregations(900, i -> inner((i + 1) % 900)),
            "these aggregations run each other: a0 -> a1"),
        new Hostile(
            "twice as many each time",
            aggregations(16, i -> i == 15 ? "{ value: 1 }" : inner(i + 1) + ", u: " + inner(i + 1)),
            "one request would start more than 10000 tasks"),
        new Hostile(
            "a long route",
            "aggregations: { a: { route: 'GET /" + "a/".repeat(100_000) + "', tasks: {} } }",
            "a route has at most 4000 characters"));
  }

  private static String backend(String keys) {
    return "backends: { b: { kind: http, url: 'http://a', " + keys + " } }\n" + value("1");
  }

  private static String schema(String schema) {
    return "aggregations:\n  a:\n    route: GET /a\n    input: { query: { q: { "
        + schema
        + " } } }\n    tasks: { t: { value: 1 } }\n";
  }

  private static String aggregations(int count, IntFunction<String> task) {
    return "aggregations:\n"
        + repeated(
            count,
            i -> "  a%d: { route: GET /a%d, tasks: { t: %s } }\n".formatted(i, i, task.apply(i)));
  }

  private static String inner(int other) {
    return "{ aggregation: a" + other + " }";
  }

  @ParameterizedTest
  @MethodSource("files")
  void isAProblemWithAPosition(Hostile file) {
    ConfigException refused = refused(file.yaml());

    assertThat(refused.problems())
        .anySatisfy(it -> assertThat(it.message()).contains(file.message()));
    assertThat(refused.getMessage()).hasSizeLessThan(100_000);
    assertThat(refused.problems())
        .allSatisfy(it -> assertThat(it.message()).hasSizeLessThan(1_100))
        .allSatisfy(it -> assertThat(it.path()).hasSizeLessThan(1_100));
  }

  @Test
  void reportsTheFirstProblemsOfVeryMany() {
    String yaml = tasks(repeated(400, i -> "      t%d: { value: 1, valeu: 2 }\n".formatted(i)));

    assertThat(refused(yaml).getMessage())
        .startsWith("joinall.yaml has 400 problems\n")
        .endsWith("\nand 300 problems more\n");
  }

  @Test
  void reportsAtMost500Problems() {
    String yaml = tasks("      t: { value: 1 }\n") + repeated(40_000, i -> "k" + i + ": 1\n");

    assertThat(refused(yaml).problems()).hasSize(500);
    assertThat(refused(yaml).getMessage()).startsWith("joinall.yaml has at least 500 problems\n");
  }

  @Test
  void showsWhatIsAroundAPlaceInALongLine() {
    String yaml = "x: [" + "1, ".repeat(1_000) + "{a: *nope}" + ", 2".repeat(1_000) + "]";

    assertThat(refused(yaml).getMessage())
        .contains("\n    1 | ... 1, 1, ")
        .contains("{a: *nope}, 2, 2")
        .contains(", 2, ...\n");
  }

  @Test
  void aFileNearItsLimitIsRead() throws IOException {
    String text = value("\"" + "x".repeat(3_700_000) + "\"");
    Path file = Files.writeString(folder.resolve("near"), text);

    try (var hub = new Hub(Transport.NIO);
        var deployment = Deployment.of(ConfigFile.load(file), Map.of(), hub)) {
      assertThat(deployment.plans()).hasSize(1);
    }
  }

  @Test
  void aLargeFileIsNotReadWhole() throws IOException {
    Path file = Files.write(folder.resolve("large"), new byte[5 << 20]);

    assertThat(load(file).problems())
        .extracting(Problem::message)
        .containsExactly("the file has more than 4 MB");
  }

  @Test
  void marksWhatIsNotUtf8() throws IOException {
    Path file = folder.resolve("latin");
    Files.write(file, new byte[] {'a', ':', '\n', 'b', (byte) 0xe9, '\n'});

    assertThat(load(file).problems())
        .extracting(it -> it.at().line() + ":" + it.at().column() + " " + it.message())
        .containsExactly("2:2 this is not UTF-8 text");
  }

  @Test
  void knowsUtf16() throws IOException {
    Path file = Files.write(folder.resolve("utf16"), "a: 1".getBytes(UTF_16));

    assertThat(load(file).problems())
        .extracting(Problem::hint)
        .containsExactly("it is UTF-16; save it as UTF-8");
  }

  @Test
  void aFolderIsNoFile() {
    assertThat(load(folder)).hasMessageContaining("is a directory");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() {
    try (var hub = new Hub(Transport.NIO);
        var deployment = Deployment.of(new Source("f", "\ufeff" + value("1")), Map.of(), hub)) {
      assertThat(deployment.plans()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backends: { b: { kind: redis, uri: 'redis://user:pa$s3cret@host', no: 1 } }",
        "backends: { b: { kind: redis, uri: redis://user:my s3cret@host } }",
        "backends: { b: { kind: redis, uri: \"redis://user:'s3cret'@host\", no: 1 } }",
        "backends: { b: { kind: 'redis://user:s3cret@host' } }",
        "backends: { b: { kind: http, url: 'http://a', headers: { Authorization: s3cret }, no: 1 } }",
        "backends: { b: { kind: http, url: 'http://a', headers: { x-api-key: \"a s3cret\" }, no: 1 } }",
        "backends: { b: { kind: http, url: 'http://a?token=s3cret&a=b', no: 1 } }",
        "backends: { b: { kind: http, url: 'http://a', headers:\n { Cookie:\n \"s3cret\\n\" } } }",
        "backends: { b: { kind: http, url: 'http://a', headers: { Authorization: [s3cret] } } }",
        "backends: { b: { kind: redis, uri: '${env.?U.orValue(\"redis://u:s3cret@h\")}', no: 1 } }",
        "backends: { 'redis://u:s3cret@host': { kind: nope } }",
        "redis://u:s3cret@host: 1",
        "backends: { b: { kind: http, url: 'http://a', headers: { password: *s3cret } } }",
      })
  void showsNoSecret(String yaml) {
    ConfigException refused = refused(yaml);

    assertThat(refused.getMessage()).doesNotContain("s3cret");
    assertThat(refused.problems().toString()).doesNotContain("s3cret");
  }

  private static ConfigException load(Path file) {
    return catchThrowableOfType(ConfigException.class, () -> ConfigFile.load(file));
  }

  private static ConfigException refused(String yaml) {
    try (var hub = new Hub(Transport.NIO)) {
      return catchThrowableOfType(
          ConfigException.class,
          () -> Deployment.of(new Source("joinall.yaml", yaml), Map.of(), hub).close());
    }
  }
}
