package dev.joinall.cli;

import dev.joinall.config.Config;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Problem;
import dev.joinall.explain.Explained;
import dev.joinall.explain.ExplanationJson;
import dev.joinall.explain.ExplanationText;
import dev.joinall.explain.Sizing;
import dev.joinall.explain.SizingJson;
import dev.joinall.explain.SizingText;
import dev.joinall.json.JsonWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Checks whether the file can be served. Connects to the backends only with {@code --connect}. */
@Command(
    name = "check",
    description = "Checks the file, by default without any connection.",
    customSynopsis =
        "joinall check [--config FILE] [--format text|json] [--strict]%n"
            + "                    [--connect] [--replicas N [--surge N]]",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "The environment variables in the file must be set; without --connect any valid",
      "value will do.",
      "Exit status: 0 valid, 1 valid with warnings (--strict), 2 invalid."
    })
final class CheckCommand implements Callable<Integer> {
  private static final int MAX_REPLICAS = 10_000;

  /** The chart's rollingUpdate.maxSurge. */
  private static final int DEFAULT_SURGE = 1;

  @Mixin private final ConfigOption config;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private Format format = Format.text;

  @Option(
      names = "--connect",
      description = "Also connects to each backend and asks whether it accepts the calls.")
  private boolean connect;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "Counts the connections of this number of replicas.")
  private @Nullable Integer replicas;

  @Option(
      names = "--surge",
      paramLabel = "N",
      description = "Additional replicas during an update; default 1.")
  private @Nullable Integer surge;

  @Option(names = "--strict", description = "Exits with 1 if there are warnings.")
  private boolean strict;

  CheckCommand(Commands commands, Map<String, String> environment) {
    this.config = new ConfigOption(commands, environment);
  }

  @Override
  public Integer call() {
    Path file = config.file();
    PrintWriter out = config.command().getOut();
    requireSizes();
    Explained explained;
    try {
      Commands run = config.commands();
      explained = connect ? run.connect(file) : run.explain(file);
    } catch (ConfigException e) {
      if (format == Format.text || e.problems().isEmpty()) {
        throw e;
      }
      out.println(json(file, e.problems(), List.of(), Optional.empty()));
      return CommandLine.ExitCode.USAGE;
    }
    Optional<Sizing> sizing = sizing(explained.config());
    List<Problem> warnings =
        Stream.concat(
                explained.warnings().stream(),
                sizing.stream().flatMap(it -> it.warnings().stream()))
            .sorted(Comparator.comparing(Problem::at))
            .toList();
    out.println(
        switch (format) {
          case text -> text(explained, warnings, sizing);
          case json -> json(file, List.of(), warnings, sizing);
        });
    return strict && !warnings.isEmpty() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private void requireSizes() {
    CommandLine command = config.command();
    if (replicas == null && surge != null) {
      throw new ParameterException(command, "--surge goes with --replicas");
    }
    requireSize(command, "--replicas", replicas, 1);
    requireSize(command, "--surge", surge, 0);
  }

  private static void requireSize(
      CommandLine command, String option, @Nullable Integer value, int min) {
    if (value != null && (value < min || value > MAX_REPLICAS)) {
      throw new ParameterException(
          command,
          "expected an integer from %d to %d: %s=%d".formatted(min, MAX_REPLICAS, option, value));
    }
  }

  private Optional<Sizing> sizing(Config config) {
    return Optional.ofNullable(replicas)
        .map(it -> Sizing.of(config, it, surge == null ? DEFAULT_SURGE : surge));
  }

  private static String text(Explained explained, List<Problem> warnings, Optional<Sizing> sizing) {
    String summary = "ok: " + ExplanationText.summary(explained, warnings).stripTrailing();
    return sizing.map(it -> summary + "\n\n" + SizingText.of(it).stripTrailing()).orElse(summary);
  }

  private static String json(
      Path file, List<Problem> problems, List<Problem> warnings, Optional<Sizing> sizing) {
    var out = new JsonWriter(256).beginObject();
    out.name("file").string(file.toString());
    out.name("ok").bool(problems.isEmpty());
    out.name("problems");
    ExplanationJson.write(problems, out);
    out.name("warnings");
    ExplanationJson.write(warnings, out);
    sizing.ifPresent(it -> SizingJson.write(it, out));
    return out.endObject().toJson().toString();
  }
}
