package dev.joinall.soak;

import dev.joinall.testing.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An {@link ObservedServer} as a child process. It ends with this JVM in every case. */
final class ObservedProcess implements AutoCloseable {
  private final ServerProcess server;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /**
   * Resources of the process.
   *
   * @param heap bytes after a collection
   * @param direct bytes outside of the heap, of Netty and the JDK
   * @param buffers of Netty's pool that are not released
   */
  record Holds(long heap, long direct, long buffers) {}

  private ObservedProcess(ServerProcess server) {
    this.server = server;
    Thread.ofPlatform().daemon().name("server-output").start(this::read);
  }

  /**
   * Starts it; returns when it serves.
   *
   * @param jvm options of the JVM
   */
  static ObservedProcess start(String yaml, Map<String, String> environment, String... jvm) {
    return start(List.of(), yaml, environment, jvm);
  }

  /** Starts it on a separate core. */
  static ObservedProcess startOn(
      OwnCore core, String yaml, Map<String, String> environment, String... jvm) {
    return start(core.prefix(), yaml, environment, jvm);
  }

  private static ObservedProcess start(
      List<String> prefix, String yaml, Map<String, String> environment, String... jvm) {
    try {
      return new ObservedProcess(
          ServerProcess.of(Files.createTempDirectory("joinall-soak-"), yaml)
              .prefix(prefix)
              .jvm(jvm)
              .environment(environment)
              .main(ObservedServer.class.getName())
              .piped()
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    BufferedReader output = server.process().inputReader(StandardCharsets.UTF_8);
    output
        .lines()
        .forEach(line -> {
          if (line.startsWith(ObservedServer.HOLDS)) {
            answers.add(line.substring(ObservedServer.HOLDS.length()));
          } else {
            log.add(line);
          }
        });
  }

  String url() {
    return server.url();
  }

  /** Whether it reports that it is ready. */
  boolean isReady() {
    return server.isReady();
  }

  /** All lines of its output. */
  List<String> log() {
    return List.copyOf(log);
  }

  Holds holds() {
    try {
      OutputStream questions = server.process().getOutputStream();
      questions.write('\n');
      questions.flush();
      String answer = answers.poll(60, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IllegalStateException("no answer of " + server.process().pid());
      }
      String[] words = answer.split(" ", 3);
      return new Holds(
          Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Number of open files and sockets, without the jars, which the JVM opens at their first use. */
  int descriptors() {
    try (var open = Files.list(Path.of("/proc/" + server.process().pid() + "/fd"))) {
      return Math.toIntExact(open.filter(it -> !isJar(it)).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** False for one that has been closed meanwhile. */
  private static boolean isJar(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().endsWith(".jar");
    } catch (IOException e) {
      return false;
    }
  }

  /** Current resident memory. */
  long residentBytes() {
    return status("VmRSS:");
  }

  /** Maximum resident memory so far. */
  long mostResidentBytes() {
    return status("VmHWM:");
  }

  private long status(String name) {
    try (var lines = Files.lines(Path.of("/proc/" + server.process().pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return server.process().isAlive();
  }

  /** Sends SIGTERM. */
  void terminate() {
    server.terminate();
  }

  /** Waits for its end; false on timeout. */
  boolean awaitEnd(Duration atMost) {
    try {
      return server.process().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
