package dev.joinall.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option for the configuration file. */
final class ConfigOption {
  private static final String VARIABLE = "JOINALL_CONFIG";
  private static final String DEFAULT_FILE = "joinall.yaml";

  /** A convention of many commands. */
  private static final String STANDARD_INPUT = "-";

  private final Map<String, String> environment;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

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

  ConfigOption(Map<String, String> environment) {
    this.environment = environment;
  }

  Path file() {
    if (written != null && written.toString().isBlank() && command != null) {
      throw new ParameterException(command.commandLine(), "--config names no file");
    }
    return Optional.ofNullable(written)
        .map(it -> it.toString().equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : it)
        .or(() -> named(environment.getOrDefault(VARIABLE, "")))
        .orElse(Path.of(DEFAULT_FILE));
  }

  /** The commands with the directory of the secrets, if the option is given. */
  Commands withSecrets(Commands commands) {
    return secrets == null ? commands : commands.withSecrets(secrets);
  }

  private static Optional<Path> named(String name) {
    return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
  }
}
