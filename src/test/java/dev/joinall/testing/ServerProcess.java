package dev.joinall.testing;

import dev.joinall.Application;
import java.io.IOException;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server as a child process, which gets real signals. Killed on close. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path output;
  private final int port;
  private final int managementPort;

  private ServerProcess(Process process, Path output, int port, int managementPort) {
    this.process = process;
    this.output = output;
    this.port = port;
    this.managementPort = managementPort;
  }

  /** A server of this file; not started yet. */
  public static Builder of(Path config) {
    return new Builder(config);
  }

  /** A server of this text, which is written to {@code joinall.yaml} in the folder. */
  public static Builder of(Path folder, String yaml) throws IOException {
    return new Builder(Files.writeString(folder.resolve("joinall.yaml"), yaml));
  }

  /** Options of the process. */
  public static final class Builder {
    private final Path config;
    private final Path output;
    private List<String> prefix = List.of();
    private List<String> jvm = List.of("-XX:TieredStopAtLevel=1");
    private List<String> settings = List.of();
    private Map<String, String> environment = Map.of();
    private String main = Application.class.getName();
    private boolean piped;
    private List<String> classPath = List.of();

    private Builder(Path config) {
      this.config = config;
      this.output = config.resolveSibling("output");
    }

    /** Words before the command. */
    public Builder prefix(List<String> words) {
      prefix = words;
      return this;
    }

    /** Options of the JVM, instead of those for a fast start. */
    public Builder jvm(String... options) {
      jvm = List.of(options);
      return this;
    }

    /** Settings, such as {@code --joinall.shutdown.pause=1s}. */
    public Builder settings(String... words) {
      settings = List.of(words);
      return this;
    }

    public Builder environment(Map<String, String> variables) {
      environment = variables;
      return this;
    }

    /** Another main class; it gets the arguments of the application. */
    public Builder main(String name) {
      main = name;
      return this;
    }

    /** The output is a pipe, which is read only through {@link #process()}. */
    public Builder piped() {
      piped = true;
      return this;
    }

    /** Logs as in production, without the tests' own log settings. */
    public Builder productionLog() {
      return classPath(ServerClassPath.optionsForProduction());
    }

    /** Another class path, as options of the JVM. */
    Builder classPath(List<String> options) {
      classPath = options;
      return this;
    }

    /** Starts it, and returns when it is ready. */
    public ServerProcess start() throws IOException {
      int port = Ports.free();
      int managementPort = Ports.free();
      var builder = new ProcessBuilder(command(port, managementPort)).redirectErrorStream(true);
      builder.environment().putAll(environment);
      if (!piped) {
        builder.redirectOutput(output.toFile());
      }
      var server = new ServerProcess(builder.start(), output, port, managementPort);
      server.awaitReady();
      return server;
    }

    private List<String> command(int port, int managementPort) {
      List<String> command = new ArrayList<>(prefix);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.addAll(jvm);
      command.addAll(classPath.isEmpty() ? ServerClassPath.options() : classPath);
      command.add(main);
      command.addAll(List.of("--config=" + config, "--server.address=127.0.0.1"));
      command.add("--server.port=" + port);
      command.add("--management.server.port=" + managementPort);
      command.addAll(settings);
      return command;
    }
  }

  private void awaitReady() throws IOException {
    long end = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IllegalStateException(
            "the server did not start:\n" + (Files.exists(output) ? output() : ""));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** All of its output, unless the output is a pipe. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** For its streams and its state. */
  public Process process() {
    return process;
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(port, path);
  }

  /** Posts JSON. */
  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(REQUEST_TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** The answer of the management port at {@code /actuator/<path>}. */
  public String manage(String path) throws IOException, InterruptedException {
    return get(managementPort, "/actuator/" + path).body();
  }

  private HttpResponse<String> get(int to, String path) throws IOException, InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + to + path);
    return client.send(
        HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).build(), BodyHandlers.ofString());
  }

  /** Readiness, as a load balancer checks it. */
  public boolean isReady() {
    try {
      return get(managementPort, "/actuator/health/readiness").statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The value of a metric, such as {@code joinall_log_dropped_total}; summed over its tags. */
  public double metric(String name) throws IOException, InterruptedException {
    return manage("prometheus")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException("kill -" + name + " ended with " + exit);
    }
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /**
   * Waits for its end.
   *
   * @return its exit status
   */
  public int awaitExit(Duration within) throws InterruptedException {
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
