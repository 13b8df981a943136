package dev.joinall;

import dev.joinall.web.edge.AdmissionControl;
import dev.joinall.web.edge.Connections;
import dev.joinall.web.edge.Cut;
import dev.joinall.web.edge.Edge;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** What is under way at the edge, and what was turned away, as metrics. */
record EdgeMetrics(Edge edge) implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    AdmissionControl admission = edge.admission();
    Connections connections = edge.connections();
    Gauge.builder("joinall.requests.in.flight", admission, AdmissionControl::inFlight)
        .description("Requests that were admitted and have not ended")
        .register(registry);
    Gauge.builder("joinall.requests.limit", admission, AdmissionControl::maxInFlight)
        .description("The maximum number of requests in flight")
        .register(registry);
    Gauge.builder("joinall.requests.queued", admission, AdmissionControl::queued)
        .description("Requests that wait for their event loop")
        .register(registry);
    Gauge.builder("joinall.requests.memory", edge.held(), it -> it.bytes())
        .description("What large requests under way hold")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("joinall.connections", connections, Connections::open)
        .description("Open connections of clients")
        .register(registry);
    FunctionCounter.builder(
            "joinall.connections.accept.failed", connections, Connections::failedAccepts)
        .description("How often a connection could not be accepted")
        .register(registry);
    for (AdmissionControl.Rejection reason : AdmissionControl.Rejection.values()) {
      FunctionCounter.builder("joinall.requests.shed", admission, it -> it.refused(reason))
          .description("Requests that were answered with 503 because of a limit")
          .tag("reason", word(reason))
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
