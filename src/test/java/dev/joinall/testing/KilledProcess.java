package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that was started by a library, which a test kills and starts again. Linux only. */
final class KilledProcess {
  private static final String ROOT = "root";

  private final List<String> command;
  private final String folder;
  private ProcessHandle process;

  private KilledProcess(ProcessHandle process, List<String> command, String folder) {
    this.process = process;
    this.command = List.copyOf(command);
    this.folder = folder;
  }

  /** Reads how it was started. */
  static KilledProcess of(long id) throws IOException {
    Path about = Path.of("/proc", Long.toString(id));
    String line = Files.readString(about.resolve("cmdline"), StandardCharsets.UTF_8);
    ProcessHandle process = ProcessHandle.of(id).orElseThrow();
    return new KilledProcess(
        process,
        List.of(line.split("\0")),
        Files.readSymbolicLink(about.resolve("cwd")).toString());
  }

  long id() {
    return process.pid();
  }

  /** Asks it to end. */
  void stop() {
    process.destroy();
  }

  /** Ends it and its children by {@code kill -9}; returns when they have ended. */
  void kill() {
    List<ProcessHandle> all = new ArrayList<>(List.of(process));
    process.descendants().forEach(all::add);
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(it -> it.onExit().join());
  }

  /** Starts it again. PostgreSQL refuses to run as root. */
  void restart() {
    List<String> line = new ArrayList<>();
    if (ROOT.equals(System.getProperty("user.name")) && !command.contains("--user=" + ROOT)) {
      line.addAll(List.of("unshare", "-U"));
    }
    line.addAll(command);
    try {
      process =
          new ProcessBuilder(line)
              .directory(Path.of(folder).toFile())
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .toHandle();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
