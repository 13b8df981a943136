package dev.joinall;

import dev.joinall.ops.BackendChecks;
import dev.joinall.ops.BackendsHealth;
import dev.joinall.ops.ConfigHealth;
import dev.joinall.ops.Console;
import dev.joinall.ops.CriticalHealth;
import dev.joinall.ops.GuardMetrics;
import dev.joinall.ops.LibraryLines;
import dev.joinall.ops.NewestFile;
import dev.joinall.ops.Observation;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.ops.RefusalMetrics;
import dev.joinall.ops.RunLog;
import dev.joinall.ops.RunMetrics;
import dev.joinall.ops.Tracing;
import dev.joinall.ops.Watchdog;
import dev.joinall.web.edge.Edge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What the operator sees of it, as Spring's beans: metrics, health, log, traces. */
@Configuration(proxyBeanMethods = false)
class Operations {
  private final Wiring wiring;
  private final Tracing tracing;
  private final Settings settings;

  Operations(Wiring wiring, Tracing tracing, Settings settings) {
    this.wiring = wiring;
    this.tracing = tracing;
    this.settings = settings;
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
  GuardMetrics guardMetrics(MeterRegistry registry) {
    return new GuardMetrics(registry);
  }

  @Bean
  Observation observation(MeterRegistry registry, Environment spring) {
    boolean isStructured = spring.containsProperty("logging.structured.format.console");
    var metrics = new RunMetrics(registry);
    var log = new RunLog(settings.log(), isStructured, registry, System::nanoTime);
    var refusals = new RefusalMetrics(registry, System::nanoTime);
    return Observation.of(
        metrics.andThen(refusals).andThen(tracing::run),
        log.andThen(tracing::request),
        tracing,
        registry);
  }

  @Bean
  Console console(LibraryLines libraries, MeterRegistry registry) {
    return new Console(libraries, registry);
  }

  /** Closed before the loops are, which it watches. */
  @Bean
  Watchdog watchdog(Serving serving, MeterRegistry registry) {
    return Watchdog.over(serving.wiring().hub().loops(), settings.watchdog(), registry);
  }

  /** Spring asks for health's beans while it makes the handler of all other requests. */
  @Bean
  BackendsHealth backendsHealthIndicator(BackendChecks checks, ObjectProvider<Serving> serving) {
    return new BackendsHealth(checks, () -> serving.getObject().backends());
  }

  @Bean
  CriticalHealth criticalHealthIndicator(BackendChecks checks, ObjectProvider<Serving> serving) {
    return new CriticalHealth(checks, () -> serving.getObject().criticalBackends());
  }

  @Bean
  BackendChecks backendChecks() {
    return new BackendChecks(wiring.hub().scheduler());
  }

  @Bean
  NewestFile newestFile(MeterRegistry registry) {
    return new NewestFile(wiring.source(), Clock.systemUTC(), registry);
  }

  @Bean
  ConfigHealth configHealthIndicator(NewestFile file) {
    return new ConfigHealth(file);
  }
}
