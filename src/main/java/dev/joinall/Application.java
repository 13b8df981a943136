package dev.joinall;

import dev.joinall.boot.LocalCommands;
import dev.joinall.boot.Server;
import dev.joinall.cli.Cli;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/** The main class. */
public final class Application {
  /** Netty's leak detector takes stack traces of samples; the tests check every buffer instead. */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  /** Its events load Java Flight Recorder on the first event loop that allocates a buffer. */
  private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";

  private Application() {}

  /** A started server keeps running; every other command ends with its exit status. */
  public static void main(String[] args) {
    System.getProperties().putIfAbsent(LEAK_DETECTION, "disabled");
    System.getProperties().putIfAbsent(FLIGHT_RECORDER, "false");
    silenceLog();
    int status = run(System.getenv(), writer(FileDescriptor.out), writer(FileDescriptor.err), args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** The output of a command is its result only. The server's log starts with Spring Boot. */
  private static void silenceLog() {
    LoggingSystem.get(Application.class.getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
  }

  /**
   * Runs a command.
   *
   * @param environment variables of the process
   * @return the status to exit with
   */
  public static int run(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
    return new Cli(new LocalCommands(environment), environment, out, err).run(args);
  }

  /**
   * Serves a file.
   *
   * @param settings of Spring Boot
   * @throws dev.joinall.config.ConfigException if the file is invalid
   */
  public static ConfigurableApplicationContext start(
      Map<String, String> environment, Path file, String... settings) {
    return Server.start(environment, file, settings);
  }

  /** UTF-8 on every machine: the locale of containers is often ASCII. */
  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }
}
