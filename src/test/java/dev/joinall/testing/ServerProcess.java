package dev.joinall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application as a process of its own, as an operator runs it. */
public final class ServerProcess implements AutoCloseable {
  public static final int SIGTERM = 143;

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern PORT = Pattern.compile("Serving \\d+ routes? on port (\\d+)");

  private final Process process;
  private final Path output;
  private final Path errors;

  private ServerProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts it.
   *
   * @param folder for what it writes
   */
  public static ServerProcess start(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    var process =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    process.environment().put("LC_ALL", "C"); // as in a container that says nothing
    process.environment().putAll(environment);
    return new ServerProcess(process.start(), output, errors);
  }

  /** Waits until it serves. */
  public String url() {
    await().atMost(SOON).until(() -> port().find());
    Matcher port = port();
    assertThat(port.find()).isTrue();
    return "http://127.0.0.1:" + port.group(1);
  }

  private Matcher port() {
    return PORT.matcher(output());
  }

  public String output() {
    return read(output);
  }

  public String errors() {
    return read(errors);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a signal by its name. */
  public void signal(String name) throws IOException, InterruptedException {
    var _ = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended. */
  public int exit() throws InterruptedException {
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    var _ = process.destroyForcibly();
  }
}
