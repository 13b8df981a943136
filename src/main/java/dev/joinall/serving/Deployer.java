package dev.joinall.serving;

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
import dev.joinall.plan.Plan;
import dev.joinall.plan.Planner;
import dev.joinall.security.Security;
import dev.joinall.security.SharedBuckets;
import dev.joinall.template.Environment;
import dev.joinall.tls.TlsFiles;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a file, opens its backends and plans its aggregations. Used once. */
final class Deployer {
  private final Map<String, String> environment;
  private final Kinds kinds;
  private final Hub hub;
  private final Optional<Deployment> previous;
  private final CacheStore store;
  private final Problems problems = Problems.ofFile();
  private final Map<String, SharedBackend> opened = new LinkedHashMap<>();

  /**
   * @param previous the previous version of the file; backends with an equal declaration are shared
   */
  Deployer(Map<String, String> environment, Kinds kinds, Hub hub, Optional<Deployment> previous) {
    this.environment = environment;
    this.kinds = kinds;
    this.hub = hub;
    this.previous = previous;
    this.store = previous.map(Deployment::store).orElseGet(CacheStore::new);
  }

  /**
   * @throws ConfigException with every problem of the file; then nothing is open
   */
  Deployment deploy(Source source) {
    try {
      return deployed(source);
    } catch (Problems.TooMany e) {
      opened.values().forEach(SharedBackend::release);
      throw new ConfigException(source, problems.all());
    } catch (RuntimeException | Error e) {
      opened.values().forEach(SharedBackend::release);
      throw e;
    }
  }

  private Deployment deployed(Source source) {
    Map<String, String> secrets = SecretFiles.read(environment);
    Config config =
        ConfigFile.read(
            source, kinds.byName(), new Environment(environment, secrets)::expand, problems);
    config.backends().values().forEach(this::open);
    var sharing = new SharedBackends(config, kinds, opened, problems);
    List<Plan> plans = plan(config, sharing.stores(store, hub.scheduler()));
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
        Security.of(config, buckets, previous.map(Deployment::security)),
        store,
        secrets);
  }

  private void open(BackendConfig backend) {
    previous
        .map(it -> it.opened().get(backend.name()))
        .filter(it -> it.isDeclaredBy(backend))
        .map(SharedBackend::share)
        .or(() -> tryToOpen(backend))
        .ifPresent(it -> opened.put(backend.name(), it));
  }

  /** The driver's own message is omitted, because it may contain a password. */
  private Optional<SharedBackend> tryToOpen(BackendConfig config) {
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
          "check the server behind the host");
      return Optional.empty();
    }
  }

  /** Without all backends, planning would only report consequential problems. */
  private List<Plan> plan(Config config, Map<String, SharedStore> shared) {
    return opened.size() == config.backends().size()
        ? new Planner(
                Deployment.each(opened, SharedBackend::backend),
                Deployment.each(opened, SharedBackend::guards),
                previous.map(Deployment::plans).orElse(List.of()),
                store,
                shared)
            .plan(config, problems)
        : List.of();
  }
}
