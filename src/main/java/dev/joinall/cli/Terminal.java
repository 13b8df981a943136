package dev.joinall.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Whether the output goes to a terminal and colours are not disabled. */
final class Terminal {
  private static final String NO_COLOUR = "NO_COLOR"; // https://no-color.org

  private Terminal() {}

  /** For the results. The console may not be a terminal, and some JDKs return none then. */
  static Ansi out(Map<String, String> environment) {
    return isWanted(environment) && isConsole() ? Ansi.AUTO : Ansi.OFF;
  }

  /** For messages on the error stream, which may have another destination than the results. */
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

  /** Empty if the system does not tell: Java itself only knows about all streams together. */
  private static Optional<Boolean> isTerminal(int stream) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream));
      return Optional.of(target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty"));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
