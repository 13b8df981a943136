package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the examples of the documentation: each section with a file is a spec. */
class DocsTest {
  private static final Path FOLDER = Path.of("docs");
  private static final String FILE = "```yaml joinall.yaml";

  /** Types of blocks that are not run. */
  private static final List<String> SHOWN = List.of("sh", "json", "text", "yaml", "js");

  private static final Servers SERVERS = new Servers();

  @BeforeAll
  static void warmUp() {
    new SpecRun(Spec.read(SpecTest.FIRST), SERVERS).run();
  }

  @AfterAll
  static void close() {
    SERVERS.close();
  }

  @TestFactory
  Stream<DynamicTest> examples() throws IOException {
    return pages().stream().flatMap(DocsTest::examples);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(it -> it.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static Stream<DynamicTest> examples(Path file) {
    return sections(file).stream()
        .filter(it -> it.contains(FILE))
        .map(it ->
            DynamicTest.dynamicTest(
                file.getFileName() + ": " + it.lines().findFirst().orElseThrow(),
                () -> new SpecRun(Spec.read("# " + withoutShown(it)), SERVERS).run()));
  }

  /** Each section starts with its title. */
  private static List<String> sections(Path file) {
    try {
      return Arrays.stream(Files.readString(file).split("(?m)^## ")).skip(1).toList();
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  private static String withoutShown(String section) {
    String shown = String.join("|", SHOWN);
    return section.replaceAll("(?ms)^```(" + shown + ")\n.*?^```$", "");
  }

  @TestFactory
  Stream<DynamicTest> links() throws IOException {
    return pages().stream().map(it -> DynamicTest.dynamicTest(it.toString(), () -> checkLinks(it)));
  }

  private static void checkLinks(Path file) throws IOException {
    Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)")
        .matcher(Files.readString(file))
        .results()
        .map(it -> file.resolveSibling(it.group(1)))
        .forEach(it -> assertThat(it).exists());
  }
}
