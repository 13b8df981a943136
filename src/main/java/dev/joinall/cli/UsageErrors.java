package dev.joinall.cli;

import dev.joinall.config.Problems;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports an invalid command with a suggestion and its usage. */
final class UsageErrors implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println(name + ": " + message(error, command));
    err.println();
    err.println(command.getUsageMessage(Ansi.OFF).lines().findFirst().orElse(""));
    err.println("For details: " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(ParameterException error, CommandLine command) {
    return error instanceof UnmatchedArgumentException unmatched
            && !unmatched.getUnmatched().isEmpty()
        ? unknown(unmatched.getUnmatched().getFirst(), command)
        : String.valueOf(error.getMessage());
  }

  private static String unknown(String word, CommandLine command) {
    if (word.startsWith("-")) {
      int end = word.indexOf('=');
      String name = end < 0 ? word : word.substring(0, end);
      List<String> options =
          command.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
      return "there is no option \"" + name + "\"" + hint(Problems.suggest(name, options));
    }
    if (command.getParent() == null) {
      Set<String> commands = command.getSubcommands().keySet();
      return "there is no command \"" + word + "\"" + hint(Problems.suggest(word, commands));
    }
    boolean late = command.getParent().getSubcommands().containsKey(word);
    return "\"" + word + "\" is one too many" + (late ? hint("a command comes first") : "");
  }

  private static String hint(String hint) {
    return "%n  hint: %s".formatted(hint);
  }
}
