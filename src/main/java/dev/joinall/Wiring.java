package dev.joinall;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Hub;
import dev.joinall.backend.http.HttpBackend;
import dev.joinall.backend.mongo.MongoBackend;
import dev.joinall.backend.redis.RedisBackend;
import dev.joinall.backend.smtp.SmtpBackend;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problems;
import dev.joinall.config.Source;
import dev.joinall.guard.Guards;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Planner;
import dev.joinall.template.Environment;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;

/**
 * From the file to what serves it: read, open, plan. Owns the backends and the hub.
 *
 * @param backends by name, in written order
 */
public record Wiring(Config config, Hub hub, Map<String, Backend> backends, List<Plan> plans)
    implements AutoCloseable {
  /** How long the first connections may take before serving begins without them. */
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /**
   * Wires the file's backends and plans. Connects to nothing yet.
   *
   * @param environment what {@code ${env.NAME}} stands for
   * @throws ConfigException with every problem of the file
   */
  static Wiring of(Source source, Map<String, String> environment, Hub hub) {
    var problems = new Problems();
    Config config = ConfigFile.read(source, new Environment(environment)::expand, problems);
    Map<String, Backend> backends = new LinkedHashMap<>();
    try {
      List<Plan> plans = plan(config, hub, backends, problems);
      if (!problems.isEmpty()) {
        throw new ConfigException(source, problems.all());
      }
      return new Wiring(config, hub, Collections.unmodifiableMap(backends), plans);
    } catch (RuntimeException e) {
      backends.values().forEach(Backend::close);
      throw e;
    }
  }

  /**
   * @param opened gets every backend, also where it fails later
   */
  private static List<Plan> plan(
      Config config, Hub hub, Map<String, Backend> opened, Problems problems) {
    Map<String, Guards> guards = new LinkedHashMap<>();
    for (BackendConfig backend : config.backends().values()) {
      tryToOpen(backend, hub, problems).ifPresent(it -> opened.put(backend.name(), it));
      guards.put(backend.name(), new Guards(backend, hub.scheduler()));
    }
    // Tasks of a backend that isn't there would only add problems that are none.
    return opened.size() == config.backends().size()
        ? new Planner(opened, guards).plan(config, problems)
        : List.of();
  }

  /** The client's own words are left out: they may repeat a password. */
  private static Optional<Backend> tryToOpen(BackendConfig config, Hub hub, Problems problems) {
    try {
      return Optional.of(open(config, hub));
    } catch (IllegalArgumentException e) {
      problems.add(
          config.where(),
          "the address can't be used: the client of this kind can't read all of it",
          "look at what stands behind the host");
      return Optional.empty();
    }
  }

  private static Backend open(BackendConfig config, Hub hub) {
    return switch (config.own()) {
      case BackendConfig.Http http -> new HttpBackend(config, hub);
      case BackendConfig.Mongo mongo -> new MongoBackend(config, hub);
      case BackendConfig.Redis redis -> new RedisBackend(config, hub);
      case BackendConfig.Smtp smtp -> new SmtpBackend(config, hub);
    };
  }

  /** Connects, so that the first request does not have to; what is down is tried again later. */
  void warmUp() {
    Flux.fromIterable(backends.values())
        .flatMap(Backend::check)
        .then()
        .timeout(WARM_UP)
        .onErrorComplete()
        .block();
  }

  @Override
  public void close() {
    backends.values().forEach(Backend::close);
    hub.close();
  }
}
