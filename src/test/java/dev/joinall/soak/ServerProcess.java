package dev.joinall.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An {@link ObservedServer}, seen from outside. Ends with this JVM, however that ends. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final String SERVING = "Serving ";

  private final Process process;
  private final int port;
  private final int managementPort;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> serving = new CompletableFuture<>();

  /**
   * What it holds.
   *
   * @param heap bytes after a collection
   * @param direct bytes outside of the heap, by Netty and the JDK
   * @param buffers of Netty's pool that are not released
   */
  record Holds(long heap, long direct, long buffers) {}

  private ServerProcess(Process process, int port, int managementPort) {
    this.process = process;
    this.port = port;
    this.managementPort = managementPort;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts it; returns when it serves.
   *
   * @param jvm its options
   */
  static ServerProcess start(String yaml, Map<String, String> environment, String... jvm) {
    return start(List.of(), yaml, environment, jvm);
  }

  /** The same, on a core of its own. */
  static ServerProcess startOn(
      OwnCore core, String yaml, Map<String, String> environment, String... jvm) {
    return start(core.prefix(), yaml, environment, jvm);
  }

  private static ServerProcess start(
      List<String> prefix, String yaml, Map<String, String> environment, String... jvm) {
    try {
      Path config = Files.createTempDirectory("joinall-soak-").resolve("joinall.yaml");
      Files.writeString(config, yaml);
      int port = freePort();
      int managementPort = freePort();
      List<String> command = new ArrayList<>(prefix);
      command.addAll(command(config, port, managementPort, jvm));
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      var started =
          new ServerProcess(builder.redirectErrorStream(true).start(), port, managementPort);
      started.serving.orTimeout(START.toSeconds(), TimeUnit.SECONDS).join();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path config, int port, int managementPort, String... jvm) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of(jvm));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ObservedServer.class.getName());
    command.add(config.toString());
    command.add("--server.address=127.0.0.1");
    command.add("--server.port=" + port);
    command.add("--management.server.port=" + managementPort);
    return command;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void read() {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    output
        .lines()
        .forEach(line -> {
          if (line.startsWith(ObservedServer.HOLDS)) {
            answers.add(line.substring(ObservedServer.HOLDS.length()));
          } else {
            log.add(line);
            if (line.contains(SERVING)) {
              serving.complete(line);
            }
          }
        });
    serving.completeExceptionally(new IllegalStateException(String.join("\n", log)));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Whether it says of itself that it may be sent requests. */
  boolean isReady(HttpClient client) {
    try {
      var uri = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Everything that it has said. */
  List<String> log() {
    return List.copyOf(log);
  }

  Holds holds() {
    try {
      OutputStream questions = process.getOutputStream();
      questions.write('\n');
      questions.flush();
      String answer = answers.poll(60, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IllegalStateException("no answer of " + process.pid());
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

  /** How many files and sockets are open. */
  int descriptors() {
    try (var open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return Math.toIntExact(open.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of memory that it takes of the machine now. */
  long residentBytes() {
    return status("VmRSS:");
  }

  /** The most that it ever took. */
  long mostResidentBytes() {
    return status("VmHWM:");
  }

  private long status(String name) {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
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
    return process.isAlive();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end; false where it does not end in time. */
  boolean awaitEnd(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
