package dev.joinall.e2e;

import static org.awaitility.Awaitility.await;

import dev.joinall.Application;
import dev.joinall.backend.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application as a process of its own, which gets real signals. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Pattern PORT = Pattern.compile("Serving \\d+ routes? on port (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path output;
  private final int management = freePort();
  private final Process process;
  private final String url;

  private ServerProcess(
      List<String> prefix, Path folder, String yaml, List<String> jvm, String... settings)
      throws IOException {
    Path config = Files.writeString(folder.resolve("joinall.yaml"), yaml);
    output = folder.resolve("output");
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Application.class.getName(), "--config=" + config));
    command.addAll(List.of("--server.port=0", "--management.server.port=" + management));
    command.addAll(List.of(settings));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await().atMost(START).until(() -> port().find());
    Matcher port = port();
    url = port.find() ? "http://127.0.0.1:" + port.group(1) : "";
    await().atMost(START).until(this::isReady);
  }

  /** Starts it, and returns when it serves. */
  static ServerProcess start(Path folder, String yaml, List<String> jvm, String... settings)
      throws IOException {
    return new ServerProcess(List.of(), folder, yaml, jvm, settings);
  }

  /** One that may open so many files. */
  static ServerProcess startWithFiles(int files, Transport transport, Path folder, String yaml)
      throws IOException {
    String shell = "ulimit -n " + files + " && JOINALL_TRANSPORT=" + transport + " exec \"$@\"";
    return new ServerProcess(List.of("bash", "-c", shell, "bash"), folder, yaml, List.of());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Matcher port() throws IOException {
    return PORT.matcher(output());
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  String url() {
    return url;
  }

  /** What the management port says to this path. */
  String manage(String path) throws IOException, InterruptedException {
    return ask(path).body();
  }

  private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + management + "/actuator/" + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** As a load balancer sees it. */
  boolean isReady() {
    try {
      return ask("health/readiness").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  int awaitExit(Duration within) throws InterruptedException {
    if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the process has not ended within " + within);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.close();
  }
}
