package dev.joinall.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Decides whether to use colours: the output is a terminal and colours are not disabled. */
final class Terminal {
  private static final String NO_COLOUR = "NO_COLOR"; // https://no-color.org

  private Terminal() {}

  /** The colours of the results. The console may not be a terminal; then some JDKs return none. */
  static Ansi out(Map<String, String> environment) {
    return isWanted(environment) && isConsole() ? Ansi.AUTO : Ansi.OFF;
  }

  /**
   * The colours of messages on the error stream, which may have another destination than the
   * results.
   */
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

  /**
   * Whether this stream is a terminal; empty if the system does not report it. Java itself only
   * reports all streams together.
   */
  private static Optional<Boolean> isTerminal(int stream) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream));
      return Optional.of(target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty"));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
