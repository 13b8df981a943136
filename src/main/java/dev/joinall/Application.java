package dev.joinall;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.cli.Cli;
import dev.joinall.cli.Product;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Source;
import dev.joinall.explain.Explained;
import dev.joinall.ops.Tracing;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The main class: the commands, and what they do. */
public final class Application implements Product {
  /** Netty looks for lost buffers by stack traces of samples; our tests look at every buffer. */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  private final Map<String, String> environment;

  private Application(Map<String, String> environment) {
    this.environment = environment;
  }

  /** A server that has begun to serve lives on; everything else ends with its status. */
  public static void main(String[] args) {
    System.getProperties().putIfAbsent(LEAK_DETECTION, "disabled");
    int status = run(System.getenv(), writer(FileDescriptor.out), writer(FileDescriptor.err), args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs a command.
   *
   * @param environment variables of the process
   * @return the status to exit with
   */
  public static int run(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
    return new Cli(new Application(environment), environment, out, err).run(args);
  }

  /** UTF-8 wherever it runs: containers often say that they know ASCII alone. */
  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  /**
   * Serves a file.
   *
   * @param settings of Spring Boot
   * @throws ConfigException where the file can't be served
   */
  public static ConfigurableApplicationContext start(
      Map<String, String> environment, Path file, String... settings) {
    return application(environment, file).run(settings);
  }

  private static SpringApplication application(Map<String, String> environment, Path file) {
    var served = ServedFile.of(file, environment);
    Source source = ConfigFile.load(file);
    var hub = new Hub(transport(environment));
    Wiring wiring;
    Tracing tracing;
    try {
      tracing = Tracing.of(environment);
      wiring = Wiring.of(source, environment, hub);
    } catch (RuntimeException e) {
      hub.close();
      throw e;
    }
    var application = new SpringApplication(Server.class);
    application.addInitializers(context -> {
      context.getBeanFactory().registerSingleton("wiring", wiring);
      context.getBeanFactory().registerSingleton("servedFile", served);
      context.getBeanFactory().registerSingleton("tracing", tracing);
    });
    return application;
  }

  private static Transport transport(Map<String, String> environment) {
    String name = environment.get("JOINALL_TRANSPORT");
    return name == null
        ? Transport.best()
        : Transport.named(name)
            .orElseThrow(() ->
                new ConfigException(
                    "JOINALL_TRANSPORT is \"%s\", and there is no such transport.\n  hint: %s"
                        .formatted(name, "one of io_uring, epoll, nio")));
  }

  @Override
  public boolean serve(Path file, List<String> settings) {
    SpringApplication application = application(environment, file);
    try {
      var _ = application.run(settings.toArray(String[]::new));
      return true;
    } catch (RuntimeException e) { // Spring Boot has told it
      return false;
    }
  }

  /** By a hub that needs nothing of the machine, and that nothing is sent through. */
  @Override
  public Explained explain(Path file) {
    Source source = ConfigFile.load(file);
    try (var hub = new Hub(Transport.NIO);
        var wiring = Wiring.of(source, environment, hub)) {
      return Explained.of(wiring.config(), wiring.plans());
    }
  }
}
