package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kinds;
import dev.joinall.cache.CacheStore;
import dev.joinall.cache.SharedStore;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Config;
import dev.joinall.config.ConfigException;
import dev.joinall.config.ConfigFile;
import dev.joinall.config.Problems;
import dev.joinall.config.SecretFiles;
import dev.joinall.config.Source;
import dev.joinall.guard.BackendGuards;
import dev.joinall.ops.BackendCounts;
import dev.joinall.ops.InstanceMetrics;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Planner;
import dev.joinall.security.Callers;
import dev.joinall.security.Security;
import dev.joinall.security.SharedBuckets;
import dev.joinall.template.Environment;
import dev.joinall.tls.TlsFiles;
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
 * @param opened by name, in written order
 * @param security knows the callers
 * @param store of the values that its tasks keep; the next version of the file has the same
 * @param secrets of {@code ${secret.NAME}}, as they were read
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

  /** The timeout of the first connections; after it serving begins without them. */
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /**
   * Opens the file's backends and plans its aggregations. Connects to nothing yet.
   *
   * @param environment the variables of {@code ${env.NAME}}
   * @throws ConfigException with every problem of the file
   */
  public static Deployment of(Source source, Map<String, String> environment, Hub hub) {
    return of(
        source,
        environment,
        Kinds.installed(environment),
        hub,
        Map.of(),
        List.of(),
        Optional.empty(),
        new CacheStore());
  }

  /**
   * Deploys another version of the file. Backends that it declares as this one does stay open and
   * are shared.
   *
   * @throws ConfigException with every problem of the file; then nothing has changed
   */
  Deployment next(Source changed) {
    return of(changed, environment, kinds, hub, opened, plans, Optional.of(security), store);
  }

  /** Whether this text and the present secrets are what this deployment was made of. */
  boolean isOf(Source text) {
    return text.equals(source) && SecretFiles.read(environment).equals(secrets);
  }

  /** Without the values of secrets and variables. */
  @Override
  public String toString() {
    return "the deployment of " + source.name();
  }

  private static Deployment of(
      Source source,
      Map<String, String> environment,
      Kinds kinds,
      Hub hub,
      Map<String, SharedBackend> kept,
      List<Plan> served,
      Optional<Security> previous,
      CacheStore store) {
    Map<String, String> secrets = SecretFiles.read(environment);
    var problems = Problems.ofFile();
    Map<String, SharedBackend> opened = new LinkedHashMap<>();
    try {
      Config config =
          ConfigFile.read(
              source, kinds.byName(), new Environment(environment, secrets)::expand, problems);
      open(config, kinds, hub, kept, opened, problems);
      var sharing = new SharedBackends(config, opened, problems);
      Map<String, SharedStore> shared = sharing.stores(store, hub.scheduler());
      List<Plan> plans = plan(config, opened, served, store, shared, problems);
      Map<String, SharedBuckets> buckets = sharing.buckets();
      if (!problems.isEmpty()) {
        throw new ConfigException(source, problems.all());
      }
      return new Deployment(
          source,
          config,
          environment,
          kinds,
          hub,
          Collections.unmodifiableMap(opened),
          plans,
          Security.of(config, buckets, previous),
          store,
          secrets);
    } catch (Problems.TooMany e) {
      opened.values().forEach(SharedBackend::release);
      throw new ConfigException(source, problems.all());
    } catch (RuntimeException | Error e) {
      opened.values().forEach(SharedBackend::release);
      throw e;
    }
  }

  /**
   * @param opened gets every backend, even if a later one fails
   */
  private static void open(
      Config config,
      Kinds kinds,
      Hub hub,
      Map<String, SharedBackend> kept,
      Map<String, SharedBackend> opened,
      Problems problems) {
    for (BackendConfig backend : config.backends().values()) {
      Optional.ofNullable(kept.get(backend.name()))
          .filter(it -> it.isDeclaredBy(backend))
          .map(SharedBackend::share)
          .or(() -> tryToOpen(backend, kinds, hub, problems))
          .ifPresent(it -> opened.put(backend.name(), it));
    }
  }

  private static List<Plan> plan(
      Config config,
      Map<String, SharedBackend> opened,
      List<Plan> served,
      CacheStore store,
      Map<String, SharedStore> shared,
      Problems problems) {
    // Without all backends, planning would only report consequential problems.
    return opened.size() == config.backends().size()
        ? new Planner(
                each(opened, SharedBackend::backend),
                each(opened, SharedBackend::guards),
                served,
                store,
                shared)
            .plan(config, problems)
        : List.of();
  }

  /** The driver's own message is omitted, because it may contain a password. */
  private static Optional<SharedBackend> tryToOpen(
      BackendConfig config, Kinds kinds, Hub hub, Problems problems) {
    var files = new Problems();
    config.tls().ifPresent(it -> TlsFiles.check(it, files));
    problems.addAll(files.all());
    if (!files.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SharedBackend.open(config, kinds, hub));
    } catch (IllegalArgumentException e) {
      problems.add(
          config.where(),
          "the address can't be used: the client of this kind can't read all of it",
          "look at what stands behind the host");
      return Optional.empty();
    }
  }

  private static <T> Map<String, T> each(
      Map<String, SharedBackend> opened, Function<SharedBackend, T> part) {
    Map<String, T> parts = new LinkedHashMap<>();
    opened.forEach((name, backend) -> parts.put(name, part.apply(backend)));
    return Collections.unmodifiableMap(parts);
  }

  /** By name, in written order. */
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
   * Opens the connections that no other deployment has opened, so that the first request does not
   * have to. A backend that is down is tried again later.
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
   * Asks the backends whether they accept the calls of the file. One that can't be asked is logged.
   * Blocks, for a few seconds at most.
   *
   * @throws ConfigException with every call that is refused
   */
  public void verify() {
    ConnectedCheck check = ConnectedCheck.of(config, backends());
    if (!check.refused().isEmpty()) {
      throw new ConfigException(source, check.refused());
    }
    check
        .unasked()
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
   * Connects to every backend, and asks them as {@link #verify} does. Blocks, for a few seconds at
   * most.
   *
   * @throws ConfigException with every backend that does not respond, and every call that is
   *     refused
   */
  public void connect() {
    var problems = new Problems();
    problems.addAll(ConnectedCheck.down(config, backends()));
    ConnectedCheck check = ConnectedCheck.of(config, backends());
    problems.addAll(check.refused());
    check.unasked().stream()
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
