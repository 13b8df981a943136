package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kinds;
import dev.joinall.cache.CacheStore;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Problems;
import dev.joinall.config.SecretFiles;
import dev.joinall.config.Source;
import dev.joinall.guard.BackendGuards;
import dev.joinall.ops.BackendCounts;
import dev.joinall.ops.InstanceMetrics;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.plan.Plan;
import dev.joinall.security.Callers;
import dev.joinall.security.Security;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * One version of the configuration, ready to serve: its backends are open and its aggregations are
 * planned. It shares its backends with other versions and does not own the event loops.
 *
 * @param opened the backends by name, in the order of the file
 * @param security recognizes the callers
 * @param store the cache of its tasks; the next version of the file uses the same one
 * @param secrets the values of {@code ${secret.NAME}} as they were read
 */
public record Deployment(
    Source source,
    Config config,
    Map<String, String> environment,
    Kinds kinds,
    Hub hub,
    Map<String, SharedBackend> opened,
    List<Plan> plans,
    Security security,
    CacheStore store,
    Map<String, String> secrets)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Deployment.class);

  /** The timeout of the first connections. After it serving begins without them. */
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /**
   * Opens the file's backends and plans its aggregations. Makes no connection yet.
   *
   * @param environment the variables of {@code ${env.NAME}}
   * @throws ConfigException with every problem of the file
   */
  public static Deployment of(Source source, Map<String, String> environment, Hub hub) {
    return new Deployer(environment, Kinds.installed(environment), hub, Optional.empty())
        .deploy(source);
  }

  /**
   * Deploys another version of the file. Backends with equal declarations stay open and are shared.
   *
   * @throws ConfigException with every problem of the file; then nothing has changed
   */
  Deployment next(Source changed) {
    return new Deployer(environment, kinds, hub, Optional.of(this)).deploy(changed);
  }

  /** Whether this deployment was made from this text and the present secrets. */
  boolean isOf(Source text) {
    return text.equals(source) && SecretFiles.read(environment).equals(secrets);
  }

  /** The text without the values of secrets and variables. */
  @Override
  public String toString() {
    return "the deployment of " + source.name();
  }

  static <T> Map<String, T> each(
      Map<String, SharedBackend> opened, Function<SharedBackend, T> part) {
    Map<String, T> parts = new LinkedHashMap<>();
    opened.forEach((name, backend) -> parts.put(name, part.apply(backend)));
    return Collections.unmodifiableMap(parts);
  }

  /** The backends by name, in the order of the file. */
  Map<String, Backend> backends() {
    return each(opened, SharedBackend::backend);
  }

  public List<InstanceMetrics.Instances> instances() {
    return opened.values().stream().map(SharedBackend::instances).toList();
  }

  public List<PoolMetrics.Pool> pools() {
    return opened.values().stream().map(SharedBackend::pool).toList();
  }

  public List<BackendCounts.Counts> counts() {
    return opened.values().stream().map(SharedBackend::counts).toList();
  }

  /** The shared guards of each backend, by name. */
  public Map<String, BackendGuards> guards() {
    return each(opened, SharedBackend::guards);
  }

  /** The backends without which this server is not ready. */
  Map<String, Backend> criticalBackends() {
    Map<String, Backend> critical = new LinkedHashMap<>();
    opened.forEach((name, backend) -> {
      if (backend.isCritical()) {
        critical.put(name, backend.backend());
      }
    });
    return critical;
  }

  /**
   * Opens the connections that no other deployment has opened, before the first request. A backend
   * that is down is tried again later.
   */
  public void warmUp() {
    security.callers().ifPresent(Callers::warmUp);
    Flux.fromIterable(opened.values())
        .filter(it -> !it.isShared())
        .flatMap(it -> it.backend().check())
        .then()
        .timeout(WARM_UP)
        .onErrorComplete()
        .block();
  }

  /**
   * Checks whether the backends accept the calls of the file. A backend that can't be checked is
   * logged. Blocks, for a few seconds at most.
   *
   * @throws ConfigException with every call that is refused
   */
  public void verify() {
    ConnectedCheck check = ConnectedCheck.of(config, backends());
    if (!check.refused().isEmpty()) {
      throw new ConfigException(source, check.refused());
    }
    check
        .unchecked()
        .forEach(it ->
            log.warn(
                "{}:{}: {}; serving begins without it",
                source.name(),
                it.at().line(),
                it.message()));
    new SharedCacheCheck(config, backends())
        .refused()
        .forEach(it -> log.warn("{}:{}: {}", source.name(), it.at().line(), it.message()));
  }

  /**
   * Connects to every backend, and checks the calls like {@link #verify}. Blocks, for a few seconds
   * at most.
   *
   * @throws ConfigException with every backend that does not respond, and every call that is
   *     refused
   */
  public void connect() {
    var problems = new Problems();
    problems.addAll(ConnectedCheck.down(config, backends()));
    ConnectedCheck check = ConnectedCheck.of(config, backends());
    problems.addAll(check.refused());
    check.unchecked().stream()
        .filter(it -> problems.all().stream().noneMatch(other -> other.at().equals(it.at())))
        .forEach(it -> problems.addAll(List.of(it)));
    problems.addAll(new SharedCacheCheck(config, backends()).refused());
    if (!problems.isEmpty()) {
      throw new ConfigException(source, problems.all());
    }
  }

  /** Closes the backends that no other deployment shares. May block. */
  @Override
  public void close() {
    opened.values().forEach(SharedBackend::release);
  }
}
