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
import reactor.core.publisher.Flux;

/**
 * From the file to what serves it: read, open, plan. Owns the backends and the hub.
 *
 * @param backends by name, in written order
 */
public record Wiring(Hub hub, Map<String, Backend> backends, List<Plan> plans)
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
    Map<String, Guards> guards = new LinkedHashMap<>();
    for (BackendConfig backend : config.backends().values()) {
      backends.put(backend.name(), open(backend, hub));
      guards.put(backend.name(), new Guards(backend, hub.scheduler()));
    }
    List<Plan> plans = new Planner(backends, guards).plan(config, problems);
    if (!problems.isEmpty()) {
      backends.values().forEach(Backend::close);
      throw new ConfigException(source, problems.all());
    }
    return new Wiring(hub, Collections.unmodifiableMap(backends), plans);
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
