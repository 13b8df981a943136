package dev.joinall;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.cli.Cli;
import dev.joinall.cli.Product;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Source;
import dev.joinall.explain.Explained;
import dev.joinall.openapi.OpenApi;
import dev.joinall.ops.LibraryLines;
import dev.joinall.ops.Tracing;
import dev.joinall.plan.Plan;
import dev.joinall.run.Held;
import dev.joinall.run.Runner;
import dev.joinall.web.DirectCall;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** The main class: the commands, and what they do. */
public final class Application implements Product {
  /** Netty looks for lost buffers by stack traces of samples; our tests look at every buffer. */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  /** How long a call waits for effects that go on behind its answer. */
  private static final Duration EFFECTS = Duration.ofSeconds(30);

  private final Map<String, String> environment;

  private Application(Map<String, String> environment) {
    this.environment = environment;
  }

  /** A server that has begun to serve lives on; everything else ends with its status. */
  public static void main(String[] args) {
    System.getProperties().putIfAbsent(LEAK_DETECTION, "disabled");
    beQuiet();
    int status = run(System.getenv(), writer(FileDescriptor.out), writer(FileDescriptor.err), args);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** What a command writes is its result. The server's log begins with Spring Boot. */
  private static void beQuiet() {
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
    var served = ServedFile.of(file, environment);
    Source source = ConfigFile.load(file);
    var hub = new Hub(transport(environment));
    try {
      Tracing tracing = Tracing.of(environment);
      return application(Wiring.of(source, environment, hub), served, tracing).run(settings);
    } catch (RuntimeException e) {
      hub.close();
      throw e;
    }
  }

  private static SpringApplication application(Wiring wiring, ServedFile served, Tracing tracing) {
    var application = new SpringApplication(Server.class);
    application.addInitializers(context -> {
      Settings settings = settings(context.getEnvironment(), wiring);
      context.getBeanFactory().registerSingleton("settings", settings);
      context
          .getBeanFactory()
          .registerSingleton("libraryLines", new LibraryLines(settings.log().wire()).begin());
      context.getBeanFactory().registerSingleton("wiring", wiring);
      context.getBeanFactory().registerSingleton("servedFile", served);
      context.getBeanFactory().registerSingleton("tracing", tracing);
    });
    return application;
  }

  private static Settings settings(Environment environment, Wiring wiring) {
    try {
      return SettingsReader.read(environment);
    } catch (ConfigException e) {
      wiring.close();
      throw e;
    }
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
    try {
      var _ = start(environment, file, settings.toArray(String[]::new));
      return true;
    } catch (ConfigException e) {
      throw e;
    } catch (RuntimeException e) { // Spring Boot has told it
      return false;
    }
  }

  @Override
  public Explained explain(Path file) {
    return read(file, Explained::of);
  }

  @Override
  public OpenApi openApi(Path file) {
    return read(file, OpenApi::of);
  }

  @Override
  public DirectCall.Answer call(Path file, Function<List<Plan>, DirectCall.Request> choose) {
    Source source = ConfigFile.load(file);
    try (var hub = new Hub(transport(environment));
        var wiring = Wiring.of(source, environment, hub)) {
      DirectCall.Request request = choose.apply(wiring.plans());
      wiring.warmUp();
      var runner = new Runner(hub.scheduler(), report -> {}, Held.unbounded());
      DirectCall.Answer answer =
          Objects.requireNonNull(DirectCall.of(request, runner, hub.scheduler()).block());
      var _ = // an effect under way goes on behind the answer, but not for ever
          runner
              .inFlight()
              .retire()
              .completeOnTimeout(null, EFFECTS.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      return answer;
    }
  }

  /** By a hub that needs nothing of the machine, and that nothing is sent through. */
  private <T> T read(Path file, BiFunction<Config, List<Plan>, T> read) {
    Source source = ConfigFile.load(file);
    try (var hub = new Hub(Transport.NIO);
        var wiring = Wiring.of(source, environment, hub)) {
      return read.apply(wiring.config(), wiring.plans());
    }
  }
}
