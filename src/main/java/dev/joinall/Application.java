package dev.joinall;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Source;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The server's main. Exits with 2 where the file can't be served, with 1 where the port can't. */
public final class Application {
  private static final int BAD_CONFIG = 2;

  private Application() {}

  public static void main(String[] args) {
    try {
      var _ = start(System.getenv(), args);
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_CONFIG);
    }
  }

  /**
   * Serves the file that {@code --config=PATH}, {@code --config PATH} or the variable {@code
   * JOINALL_CONFIG} names, or {@code ./joinall.yaml}.
   *
   * @param environment variables of the process
   * @throws ConfigException where the file can't be served
   */
  public static ConfigurableApplicationContext start(
      Map<String, String> environment, String... args) {
    var file = ServedFile.of(config(environment, args), environment);
    Source source = ConfigFile.load(file.path());
    var hub = new Hub(transport(environment));
    Wiring wiring;
    try {
      wiring = Wiring.of(source, environment, hub);
    } catch (RuntimeException e) {
      hub.close();
      throw e;
    }
    var application = new SpringApplication(Server.class);
    application.addInitializers(context -> {
      context.getBeanFactory().registerSingleton("wiring", wiring);
      context.getBeanFactory().registerSingleton("servedFile", file);
    });
    return application.run(args);
  }

  private static Path config(Map<String, String> environment, String... args) {
    return option("--config", args)
        .or(() -> Optional.ofNullable(environment.get("JOINALL_CONFIG")))
        .map(Path::of)
        .orElse(Path.of("joinall.yaml"));
  }

  private static Transport transport(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("JOINALL_TRANSPORT"))
        .map(name -> Transport.named(name))
        .orElseGet(Transport::best);
  }

  private static Optional<String> option(String name, String... args) {
    int at = Arrays.asList(args).indexOf(name);
    if (at >= 0 && at + 1 < args.length) {
      return Optional.of(args[at + 1]);
    }
    return Arrays.stream(args)
        .filter(arg -> arg.startsWith(name + "="))
        .map(arg -> arg.substring(name.length() + 1))
        .findFirst();
  }
}
