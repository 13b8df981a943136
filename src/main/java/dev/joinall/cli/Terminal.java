package dev.joinall.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Whether what is written goes to a person at a terminal, who has not asked for no colours. */
final class Terminal {
  private static final String NO_COLOUR = "NO_COLOR"; // https://no-color.org

  private Terminal() {}

  /** For the results. There may be a console that is no terminal, and some JDKs give none then. */
  static Ansi out(Map<String, String> environment) {
    return isWanted(environment) && isConsole() ? Ansi.AUTO : Ansi.OFF;
  }

  /** For what is said beside the results, which may go elsewhere than they do. */
  static Ansi err(Map<String, String> environment) {
    return isWanted(environment) && isTerminal(2).orElseGet(Terminal::isConsole)
        ? Ansi.ON
        : Ansi.OFF;
  }

  private static boolean isWanted(Map<String, String> environment) {
    return environment.getOrDefault(NO_COLOUR, "").isEmpty();
  }

  private static boolean isConsole() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** Empty where the system does not tell: Java itself only knows of all streams together. */
  private static Optional<Boolean> isTerminal(int stream) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream));
      return Optional.of(target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty"));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
