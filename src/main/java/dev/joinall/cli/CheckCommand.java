package dev.joinall.cli;

import dev.joinall.config.ConfigException;
import dev.joinall.config.Problem;
import dev.joinall.explain.Explained;
import dev.joinall.explain.ExplanationJson;
import dev.joinall.explain.ExplanationText;
import dev.joinall.json.JsonWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells whether the file can be served, without a connection to anything. */
@Command(
    name = "check",
    description = "Tells whether the file can be served. Connects to nothing.",
    customSynopsis = "joinall check [--config FILE] [--format text|json] [--strict]",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "The variables that the file names have to be there, but their values may be made up.",
      "Exit status: 0 it can be served, 1 it has warnings (--strict), 2 it can't be served."
    })
final class CheckCommand implements Callable<Integer> {
  private final Product product;
  @Mixin private final ConfigOption config;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.text;

  @Option(names = "--strict", description = "Warnings count: the exit status is 1 then.")
  private boolean strict;

  @Spec private @Nullable CommandSpec spec;

  CheckCommand(Product product, Map<String, String> environment) {
    this.product = product;
    this.config = new ConfigOption(environment);
  }

  @Override
  public Integer call() {
    Path file = config.file();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Explained explained;
    try {
      explained = product.explain(file);
    } catch (ConfigException e) {
      if (format == Format.text || e.problems().isEmpty()) {
        throw e;
      }
      out.println(json(file, e.problems(), List.of()));
      return CommandLine.ExitCode.USAGE;
    }
    List<Problem> warnings = explained.warnings();
    out.println(
        switch (format) {
          case text -> "ok: " + ExplanationText.brief(explained).stripTrailing();
          case json -> json(file, List.of(), warnings);
        });
    return strict && !warnings.isEmpty() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private static String json(Path file, List<Problem> problems, List<Problem> warnings) {
    var out = new JsonWriter(256).beginObject();
    out.name("file").string(file.toString());
    out.name("ok").bool(problems.isEmpty());
    out.name("problems");
    ExplanationJson.write(problems, out);
    out.name("warnings");
    ExplanationJson.write(warnings, out);
    return out.endObject().toJson().toString();
  }
}
