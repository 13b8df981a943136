package dev.joinall.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the configuration file, and the command that has them. */
final class ConfigOption {
  private static final String VARIABLE = "JOINALL_CONFIG";
  private static final String DEFAULT_FILE = "joinall.yaml";

  /** A convention of many commands. */
  private static final String STANDARD_INPUT = "-";

  private final Commands commands;
  private final Map<String, String> environment;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The file, - for the standard input; default $"
              + VARIABLE
              + ", else ./"
              + DEFAULT_FILE
              + ".")
  private @Nullable Path written;

  @Option(
      names = "--secrets",
      paramLabel = "DIR",
      description = "The directory of the secrets, a file for each; default $JOINALL_SECRETS.")
  private @Nullable Path secrets;

  ConfigOption(Commands commands, Map<String, String> environment) {
    this.commands = commands;
    this.environment = environment;
  }

  Path file() {
    if (written != null && written.toString().isBlank()) {
      throw new ParameterException(command(), "--config names no file");
    }
    return Optional.ofNullable(written)
        .map(it -> it.toString().equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : it)
        .or(() -> named(environment.getOrDefault(VARIABLE, "")))
        .orElse(Path.of(DEFAULT_FILE));
  }

  /** The commands with the directory of the secrets, if the option is given. */
  Commands commands() {
    return secrets == null ? commands : commands.withSecrets(secrets);
  }

  CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }

  private static Optional<Path> named(String name) {
    return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
  }
}
