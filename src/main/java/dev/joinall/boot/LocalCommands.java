package dev.joinall.boot;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.cli.Commands;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.SecretFiles;
import dev.joinall.config.Source;
import dev.joinall.explain.Explained;
import dev.joinall.openapi.OpenApi;
import dev.joinall.plan.Plan;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Runner;
import dev.joinall.serving.Deployment;
import dev.joinall.web.DirectCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Runs the commands in this process. */
public final class LocalCommands implements Commands {
  /** The time for which a call waits for effects that continue after its answer. */
  private static final Duration EFFECTS_TIMEOUT = Duration.ofSeconds(30);

  private final Map<String, String> environment;

  /**
   * @param environment the variables of the process
   */
  public LocalCommands(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Commands withSecrets(Path folder) {
    Map<String, String> with = new HashMap<>(environment);
    with.put(SecretFiles.VARIABLE, folder.toString());
    return new LocalCommands(Map.copyOf(with));
  }

  @Override
  public boolean serve(Path file, List<String> settings) {
    try {
      var _ = Server.start(environment, file, settings.toArray(String[]::new));
      return true;
    } catch (ConfigException e) {
      throw e;
    } catch (RuntimeException e) { // Spring Boot has logged it
      return false;
    }
  }

  @Override
  public Explained explain(Path file) {
    return read(file, Explained::of);
  }

  @Override
  public Explained connect(Path file) {
    Source source = ConfigFile.load(file);
    try (var hub = new Hub(Server.transport(environment));
        var deployment = Deployment.of(source, environment, hub)) {
      hub.proxies(JoinallProperties.Proxy.of(environment).in(environment));
      deployment.connect();
      return Explained.of(deployment.config(), deployment.plans());
    }
  }

  @Override
  public OpenApi openApi(Path file) {
    String server = JoinallProperties.Documents.of(environment).server();
    return read(file, (config, plans) -> OpenApi.of(config, plans, server));
  }

  @Override
  public DirectCall.Answer call(Path file, Function<List<Plan>, DirectCall.Request> choose) {
    Source source = ConfigFile.load(file);
    try (var hub = new Hub(Server.transport(environment));
        var deployment = Deployment.of(source, environment, hub)) {
      hub.proxies(JoinallProperties.Proxy.of(environment).in(environment));
      DirectCall.Request request = choose.apply(deployment.plans());
      deployment.warmUp();
      var runner = new Runner(hub.scheduler(), report -> {}, MemoryBudget.unbounded());
      DirectCall.Answer answer =
          Objects.requireNonNull(DirectCall.of(request, runner, hub.scheduler()).block());
      var _ = // effects may continue after the answer, for a limited time
          runner
              .inFlight()
              .retire()
              .completeOnTimeout(null, EFFECTS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .join();
      return answer;
    }
  }

  /** Uses NIO, which is always available, because nothing is sent. */
  private <T> T read(Path file, BiFunction<Config, List<Plan>, T> read) {
    Source source = ConfigFile.load(file);
    try (var hub = new Hub(Transport.NIO);
        var deployment = Deployment.of(source, environment, hub)) {
      return read.apply(deployment.config(), deployment.plans());
    }
  }
}
