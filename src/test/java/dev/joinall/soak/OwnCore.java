package dev.joinall.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Keeps this JVM off the first core, which a server then has alone; until it is closed. */
final class OwnCore implements AutoCloseable {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  OwnCore() {
    keepTo(Math.min(1, CORES - 1));
  }

  /** The prefix of a command that runs on that core. */
  List<String> prefix() {
    return List.of("taskset", "-c", "0");
  }

  private static void keepTo(int firstCore) {
    String cores = firstCore + "-" + (CORES - 1);
    String self = String.valueOf(ProcessHandle.current().pid());
    try {
      var set = new ProcessBuilder("taskset", "--all-tasks", "-c", "-p", cores, self);
      int status =
          set.redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("taskset ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    keepTo(0);
  }
}
