package dev.joinall.ops;

import dev.joinall.config.ConfigException;
import dev.joinall.config.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Records whether the newest version of the configuration file is served, also as metrics.
 * Thread-safe.
 */
public final class ConfigVersion {
  private final Clock clock;
  private final Counter served;
  private final Counter refused;
  private volatile State state;

  /**
   * The served version, and the newer one that was rejected.
   *
   * @param since the time since which it is served
   */
  record State(Source served, Instant since, Optional<Refused> newest) {}

  record Refused(ConfigException why, Instant at) {}

  /**
   * @param served the version at start-up
   */
  public ConfigVersion(Source served, Clock clock, MeterRegistry registry) {
    this.clock = clock;
    this.state = new State(served, clock.instant(), Optional.empty());
    this.served = counter("served", registry);
    this.refused = counter("refused", registry);
    Gauge.builder("joinall.config.last.reload.successful", this, it -> it.isServed() ? 1 : 0)
        .description("Whether the newest version of the file is served")
        .register(registry);
    Gauge.builder("joinall.config.last.reload.success.timestamp", this, it -> it.since())
        .description("When the version that is served was loaded")
        .baseUnit("seconds")
        .register(registry);
  }

  private static Counter counter(String result, MeterRegistry registry) {
    return Counter.builder("joinall.reload")
        .description("How often the file was read after the start")
        .tag("result", result)
        .register(registry);
  }

  State state() {
    return state;
  }

  private boolean isServed() {
    return state.newest().isEmpty();
  }

  private double since() {
    return state.since().toEpochMilli() / 1000.0;
  }

  /** Records that the newest version is served. */
  public synchronized void served(Source source) {
    boolean same = source.equals(state.served());
    state = new State(source, same ? state.since() : clock.instant(), Optional.empty());
    served.increment();
  }

  /** Records that the newest version was rejected, and the previous one is still served. */
  public synchronized void refused(ConfigException why) {
    var newest = Optional.of(new Refused(why, clock.instant()));
    state = new State(state.served(), state.since(), newest);
    refused.increment();
  }
}
