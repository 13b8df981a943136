package dev.joinall.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** How many requests and streams are under way now, as metrics. Thread-safe. */
public final class Traffic {
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();

  public Traffic(MeterRegistry registry) {
    Gauge.builder("joinall.requests.in.flight", requests, AtomicInteger::get)
        .description("Requests to routes of the file, from their arrival to the end of the answer")
        .register(registry);
    Gauge.builder("joinall.streams.open", streams, AtomicInteger::get)
        .description("Those of them that are answered as a stream")
        .register(registry);
  }

  /** Each is to be followed by {@link #requestLeft} once. */
  public void requestCame() {
    requests.incrementAndGet();
  }

  public void requestLeft() {
    requests.decrementAndGet();
  }

  /** Each is to be followed by {@link #streamEnded} once. */
  public void streamBegan() {
    streams.incrementAndGet();
  }

  public void streamEnded() {
    streams.decrementAndGet();
  }
}
