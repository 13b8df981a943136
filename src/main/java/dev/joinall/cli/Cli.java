package dev.joinall.cli;

import dev.joinall.config.ConfigException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The commands by their names. The exit status is 0 for success, 1 for failure, 2 if the command or
 * the file is invalid.
 */
public final class Cli {
  private static final int WIDTH = 100;

  private final CommandLine commandLine;

  /**
   * The command line of a process.
   *
   * @param environment the variables of the process
   * @param out gets results
   * @param err gets errors
   */
  public Cli(Commands commands, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    commandLine =
        new CommandLine(new Joinall())
            .addSubcommand(new ServeCommand(commands, environment))
            .addSubcommand(new CheckCommand(commands, environment))
            .addSubcommand(new ExplainCommand(commands, environment))
            .addSubcommand(new CallCommand(commands, environment))
            .addSubcommand(new OpenApiCommand(commands, environment))
            .addSubcommand(new SchemaCommand(environment))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new CompletionCommand())
            .setUsageHelpWidth(WIDTH)
            .setExpandAtFiles(false)
            .setOut(out)
            .setErr(err)
            .setColorScheme(Help.defaultColorScheme(Terminal.out(environment)))
            .setUnmatchedOptionsAllowedAsOptionParameters(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(new UsageErrors())
            .setExecutionExceptionHandler(Cli::failed);
  }

  /** Runs one command, by default {@code serve}. Returns the exit status. */
  public int run(String... arguments) {
    return commandLine.execute(named(List.of(arguments)));
  }

  private static String[] named(List<String> arguments) {
    boolean options = arguments.isEmpty() || arguments.getFirst().startsWith("-");
    boolean ofJoinall = !arguments.isEmpty() && Joinall.OPTIONS.contains(arguments.getFirst());
    return options && !ofJoinall
        ? Stream.concat(Stream.of(ServeCommand.NAME), arguments.stream()).toArray(String[]::new)
        : arguments.toArray(String[]::new);
  }

  private static int failed(Exception error, CommandLine command, CommandLine.ParseResult arguments)
      throws Exception {
    if (error instanceof ConfigException unusable) {
      command.getErr().println(String.valueOf(unusable.getMessage()).stripTrailing());
      return CommandLine.ExitCode.USAGE;
    }
    throw error;
  }

  /** The options without a command. */
  @Command(
      name = "joinall",
      description = "One HTTP call in, many backend calls out, joined under a deadline.",
      customSynopsis = "joinall [COMMAND] [OPTIONS]",
      commandListHeading = "%nCommands:%n",
      optionListHeading = "%nOptions:%n",
      footer = {
        "",
        "The default command is serve. For details: joinall COMMAND --help",
        "Exit status: 0 success, 1 failure, 2 invalid command or file."
      },
      versionProvider = VersionCommand.class)
  @SuppressWarnings("UnusedVariable") // picocli itself implements these options
  private static final class Joinall {
    static final List<String> OPTIONS = List.of("-h", "--help", "-V", "--version");

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = ScopeType.INHERIT,
        description = "Shows this help.")
    private boolean help;

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Shows the version.")
    private boolean version;
  }
}
