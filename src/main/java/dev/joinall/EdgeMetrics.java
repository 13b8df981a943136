package dev.joinall;

import dev.joinall.web.edge.Connections;
import dev.joinall.web.edge.Cut;
import dev.joinall.web.edge.Edge;
import dev.joinall.web.edge.Gate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** What is under way at the edge, and what was turned away, as metrics. */
record EdgeMetrics(Edge edge) implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    Gate gate = edge.gate();
    Connections connections = edge.connections();
    Gauge.builder("joinall.requests.in.flight", gate, Gate::inFlight)
        .description("Requests that were let in and have not ended")
        .register(registry);
    Gauge.builder("joinall.requests.limit", gate, Gate::limit)
        .description("How many may be, as learnt from how late the loops are")
        .register(registry);
    Gauge.builder("joinall.requests.memory", edge.held(), it -> it.bytes())
        .description("What large requests under way hold")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("joinall.connections", connections, Connections::open)
        .description("Open connections of clients")
        .register(registry);
    for (Gate.Full full : Gate.Full.values()) {
      FunctionCounter.builder("joinall.requests.shed", gate, it -> it.shed(full))
          .description("Requests that were answered with 503 at once")
          .tag("reason", word(full))
          .register(registry);
    }
    for (Cut why : Cut.values()) {
      FunctionCounter.builder("joinall.connections.cut", connections, it -> it.cut(why))
          .description("Connections that were closed while their clients went on")
          .tag("reason", word(why))
          .register(registry);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
