package dev.joinall;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server as a process of its own, whose output is a pipe that is read only when asked for. */
final class ServerProcess implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern PORT = Pattern.compile("Serving \\d+ routes? on port (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final int managementPort = freePort();
  private final Process process;
  private final BufferedReader output;
  private final int port;

  /** Starts it, and reads its output until it serves. */
  ServerProcess(Path config, String... settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                Application.class.getName(),
                "--config=" + config,
                "--server.port=0",
                "--management.server.port=" + managementPort));
    command.addAll(List.of(settings));
    this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
    this.output = process.inputReader();
    Matcher found = PORT.matcher(line("Serving "));
    if (!found.find()) {
      throw new IllegalStateException("no port was told");
    }
    this.port = Integer.parseInt(found.group(1));
  }

  /** Without the settings of the tests' own log. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads on to the next line of the output that holds this text. */
  String line(String part) throws IOException {
    String line = output.readLine();
    while (line != null && !line.contains(part)) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("the output ended without " + part);
    }
    return line;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(port, path);
  }

  /** The value of a metric, such as {@code joinall_log_dropped_total}; summed over its tags. */
  double metric(String name) throws IOException, InterruptedException {
    return get(managementPort, "/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private HttpResponse<String> get(int to, String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + to + path)).timeout(SOON).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("kill -" + name + " ended with " + exit);
    }
  }

  /** Sends SIGTERM; whether the process ends soon. */
  boolean ends() throws InterruptedException {
    process.destroy();
    return process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.close();
  }
}
