package dev.joinall.boot;

import dev.joinall.edge.Edge;
import dev.joinall.ops.AuditLog;
import dev.joinall.ops.BackendChecks;
import dev.joinall.ops.BackendCounts;
import dev.joinall.ops.BackendsHealth;
import dev.joinall.ops.CacheEndpoint;
import dev.joinall.ops.CacheMetrics;
import dev.joinall.ops.CallersHealth;
import dev.joinall.ops.ConfigHealth;
import dev.joinall.ops.ConfigVersion;
import dev.joinall.ops.Console;
import dev.joinall.ops.CriticalHealth;
import dev.joinall.ops.EdgeMetrics;
import dev.joinall.ops.GuardMetrics;
import dev.joinall.ops.InstanceMetrics;
import dev.joinall.ops.LibraryLines;
import dev.joinall.ops.LogExport;
import dev.joinall.ops.LogFormat;
import dev.joinall.ops.MeterDescriptions;
import dev.joinall.ops.Observation;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.ops.RefusalMetrics;
import dev.joinall.ops.RunLog;
import dev.joinall.ops.RunMetrics;
import dev.joinall.ops.Tracing;
import dev.joinall.ops.Watchdog;
import dev.joinall.serving.Deployment;
import dev.joinall.serving.LiveDeployment;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The beans of metrics, health, log and traces. */
@Configuration(proxyBeanMethods = false)
class ObservabilityConfiguration {
  private final Deployment deployment;
  private final Tracing tracing;
  private final JoinallProperties properties;

  ObservabilityConfiguration(Deployment deployment, Tracing tracing, JoinallProperties properties) {
    this.deployment = deployment;
    this.tracing = tracing;
    this.properties = properties;
  }

  @Bean
  EdgeMetrics edgeMetrics(Edge edge) {
    return new EdgeMetrics(edge);
  }

  @Bean
  PoolMetrics poolMetrics(MeterRegistry registry) {
    return new PoolMetrics(registry);
  }

  @Bean
  BackendCounts backendCounts(MeterRegistry registry) {
    return new BackendCounts(registry);
  }

  @Bean
  InstanceMetrics instanceMetrics(MeterRegistry registry) {
    return new InstanceMetrics(registry, deployment.hub().scheduler());
  }

  @Bean
  CacheMetrics cacheMetrics(MeterRegistry registry) {
    return new CacheMetrics(registry, deployment.store());
  }

  @Bean
  CacheEndpoint cacheEndpoint() {
    return new CacheEndpoint(deployment.store());
  }

  @Bean
  GuardMetrics guardMetrics(MeterRegistry registry) {
    return new GuardMetrics(registry);
  }

  @Bean
  MeterDescriptions descriptions() {
    return new MeterDescriptions();
  }

  @Bean
  Observation observation(MeterRegistry registry, Environment spring) {
    LogFormat format = LogFormat.of(spring);
    var metrics = new RunMetrics(registry);
    var log = new RunLog(properties.log(), format, registry, System::nanoTime);
    var refusals = new RefusalMetrics(registry, System::nanoTime);
    return Observation.of(
        metrics.andThen(refusals).andThen(tracing::run),
        log.andThen(tracing::request),
        tracing,
        properties.tracing().baggage(),
        new AuditLog(properties.log().audit(), properties.log().caller(), format),
        registry);
  }

  @Bean
  Console console(LibraryLines libraries, MeterRegistry registry) {
    return new Console(libraries, registry);
  }

  /** Starts the export of log lines. */
  @Bean
  LogExport logExport(Environment spring) {
    return LogExport.of(spring);
  }

  /** The watchdog is closed before the event loops that it watches. */
  @Bean
  Watchdog watchdog(LiveDeployment live, MeterRegistry registry) {
    return Watchdog.start(live.deployment().hub().loops(), properties.watchdog(), registry);
  }

  /**
   * The dependencies are lazy, because Spring requests the beans of health while it creates the
   * handler of all other requests.
   */
  @Bean
  BackendsHealth backendsHealthIndicator(
      BackendChecks checks, ObjectProvider<LiveDeployment> serving) {
    return new BackendsHealth(checks, () -> serving.getObject().backends());
  }

  @Bean
  CriticalHealth criticalHealthIndicator(
      BackendChecks checks, ObjectProvider<LiveDeployment> serving) {
    return new CriticalHealth(checks, () -> serving.getObject().criticalBackends());
  }

  @Bean
  CallersHealth callersHealthIndicator(ObjectProvider<LiveDeployment> serving) {
    return new CallersHealth(() -> serving.getObject().deployment().security().failures());
  }

  @Bean
  BackendChecks backendChecks() {
    return new BackendChecks(deployment.hub().scheduler());
  }

  @Bean
  ConfigVersion newestFile(MeterRegistry registry) {
    return new ConfigVersion(deployment.source(), Clock.systemUTC(), registry);
  }

  @Bean
  ConfigHealth configHealthIndicator(ConfigVersion file) {
    return new ConfigHealth(file);
  }
}
