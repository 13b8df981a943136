package dev.joinall.cli;

import dev.joinall.config.Problems;
import dev.joinall.explain.Explained;
import dev.joinall.explain.Explanation;
import dev.joinall.explain.ExplanationJson;
import dev.joinall.explain.ExplanationText;
import dev.joinall.json.JsonWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Shows how an aggregation will run. */
@Command(
    name = "explain",
    description = "Shows how an aggregation will run, with warnings.",
    customSynopsis = "joinall explain [NAME] [--config FILE] [--format text|json]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Shows the order of the tasks, the worst-case time of each one (from its timeout, attempts",
      "and items), and the deadline. Makes no connection."
    })
final class ExplainCommand implements Runnable {
  @Mixin private final ConfigOption config;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The aggregation; default all.")
  private @Nullable String name;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.text;

  ExplainCommand(Commands commands, Map<String, String> environment) {
    this.config = new ConfigOption(commands, environment);
  }

  @Override
  public void run() {
    CommandLine command = config.command();
    Explained all = config.commands().explain(config.file());
    Explained explained = name == null ? all : only(name, all, command);
    command
        .getOut()
        .println(
            switch (format) {
              case text -> ExplanationText.of(explained).stripTrailing();
              case json -> json(explained);
            });
  }

  private static Explained only(String name, Explained all, CommandLine command) {
    List<String> names = all.aggregations().stream().map(Explanation::name).toList();
    return all.only(name)
        .orElseThrow(() ->
            new ParameterException(
                command,
                "there is no aggregation \"%s\"%n  hint: %s"
                    .formatted(name, Problems.suggest(name, names))));
  }

  private static String json(Explained explained) {
    var out = new JsonWriter(4096);
    ExplanationJson.write(explained, out);
    return out.toJson().toString();
  }
}
