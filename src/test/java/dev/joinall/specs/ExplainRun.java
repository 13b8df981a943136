package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.Application;
import dev.joinall.specs.Spec.Block;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Runs a spec of the commands {@code check}, {@code explain} and {@code openapi}. */
final class ExplainRun {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Spec spec;
  private final Map<String, String> environment;

  ExplainRun(Spec spec, Map<String, String> environment) {
    this.spec = spec;
    this.environment = environment;
  }

  void run(String yaml) {
    for (Block block : spec.blocks()) {
      switch (block.use()) {
        case CONFIG -> {}
        case CHECKED -> assertSays(block, output(yaml, "check"));
        case CHECKED_WITH -> assertSays(block, output(yaml, "check", block.name().split(" ")));
        case CHECKED_JSON ->
            assertThat(pretty(output(yaml, "check", (block.name() + " --format=json").split(" "))))
                .isEqualTo(pretty(block.text()));
        case EXPLAINED -> assertSays(block, output(yaml, "explain"));
        case EXPLAINED_JSON ->
            assertThat(pretty(output(yaml, "explain", "--format=json")))
                .isEqualTo(pretty(block.text()));
        case OPENAPI ->
            new Expected(block.text())
                .check("block at line " + block.line(), output(yaml, "openapi"));
        case API, DOCUMENTS, COMMANDS, STATEMENTS, REQUEST, ANSWER, ASKED, MAIL, PROBLEMS ->
            throw new Spec.Unreadable(block.line(), "a file that is explained is not served");
      }
    }
  }

  private static void assertSays(Block block, String output) {
    assertThat(output.lines()).allMatch(line -> line.length() <= 100);
    new Expected(block.text()).check("block at line " + block.line(), output);
  }

  /** Formats JSON with one member per line, in the original order. */
  private static String pretty(String json) {
    return JSON.readTree(json).toPrettyString();
  }

  private String output(String yaml, String command, String... options) {
    try {
      Path folder = Files.createTempDirectory("joinall-spec-");
      Path file = Files.writeString(folder.resolve("joinall.yaml"), yaml);
      try {
        return output(file, command, options).replace(folder + "/", "").stripTrailing();
      } finally {
        Files.delete(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String output(Path file, String command, String... options) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] arguments = new String[options.length + 3];
    arguments[0] = command;
    arguments[1] = "--config";
    arguments[2] = file.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    int status =
        Application.run(environment, new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(err.toString()).as("what is wrong").isEmpty();
    assertThat(status).isZero();
    return out.toString();
  }
}
