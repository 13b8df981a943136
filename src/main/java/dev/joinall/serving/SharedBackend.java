package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kinds;
import dev.joinall.config.BackendConfig;
import dev.joinall.guard.BackendGuards;
import dev.joinall.ops.BackendCounts;
import dev.joinall.ops.InstanceMetrics;
import dev.joinall.ops.PoolMetrics;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backend with its guards, counted by reference. All deployments whose files declare it alike
 * share its pool and its circuit breaker; the last one closes it. Thread-safe.
 */
final class SharedBackend {
  private static final Logger log = LoggerFactory.getLogger(SharedBackend.class);

  private final BackendConfig config;
  private final Hub hub;
  private final Backend backend;
  private final BackendGuards guards;
  private final AtomicInteger users = new AtomicInteger(1);

  private SharedBackend(BackendConfig config, Hub hub, Backend backend, BackendGuards guards) {
    this.config = config;
    this.hub = hub;
    this.backend = backend;
    this.guards = guards;
  }

  /**
   * Opens it for one deployment.
   *
   * @throws IllegalArgumentException if its driver rejects the address
   */
  static SharedBackend open(BackendConfig config, Kinds kinds, Hub hub) {
    var guards = new BackendGuards(config, hub.scheduler());
    return new SharedBackend(config, hub, kinds.open(config, hub), guards);
  }

  Backend backend() {
    return backend;
  }

  PoolMetrics.Pool pool() {
    return new PoolMetrics.Pool(config.name(), config.kind(), backend::pool);
  }

  InstanceMetrics.Instances instances() {
    return new InstanceMetrics.Instances(config.name(), config.kind(), backend::instances);
  }

  BackendCounts.Counts counts() {
    return new BackendCounts.Counts(config.name(), config.kind(), backend::counts);
  }

  BackendGuards guards() {
    return guards;
  }

  boolean isCritical() {
    return config.critical();
  }

  /**
   * Whether the backend fits another declaration: it must be equal, and the driver must permit
   * calls as long as those of the other file's tasks.
   */
  boolean isDeclaredBy(BackendConfig other) {
    return config.where().sameContentAs(other.where())
        && config.longestCall().compareTo(other.longestCall()) >= 0;
  }

  /** Shares it with one more deployment; only while another one uses it. */
  SharedBackend share() {
    users.incrementAndGet();
    return this;
  }

  boolean isShared() {
    return users.get() > 1;
  }

  /**
   * Releases it for one deployment. Never throws. May block; must not be called on an event loop.
   */
  void release() {
    if (users.decrementAndGet() == 0) {
      try {
        backend.close();
        hub.release(config);
      } catch (RuntimeException e) {
        log.error("The backend {} could not be closed", config.name(), e);
      }
    }
  }
}
