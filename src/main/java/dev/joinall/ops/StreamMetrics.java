package dev.joinall.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** The number of open streams, as a metric. Thread-safe. */
public final class StreamMetrics {
  private final AtomicInteger open = new AtomicInteger();

  public StreamMetrics(MeterRegistry registry) {
    Gauge.builder("joinall.streams.open", open, AtomicInteger::get)
        .description("Requests that are answered as a stream now")
        .register(registry);
  }

  /** Must be followed by {@link #ended} once. */
  public void began() {
    open.incrementAndGet();
  }

  public void ended() {
    open.decrementAndGet();
  }
}
