package dev.joinall.ops;

import dev.joinall.config.Fields;
import dev.joinall.edge.AdmissionControl;
import dev.joinall.edge.AdmissionControl.Rejection;
import dev.joinall.edge.ClientConnections;
import dev.joinall.edge.CloseReason;
import dev.joinall.edge.Edge;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Set;

/** Metrics of the requests in flight, and of rejected requests and connections. */
public record EdgeMetrics(Edge edge) implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    AdmissionControl admission = edge.admission();
    ClientConnections connections = edge.connections();
    Gauge.builder("joinall.requests.in.flight", admission, AdmissionControl::inFlight)
        .description("Requests that were admitted and have not ended")
        .register(registry);
    Gauge.builder("joinall.requests.limit", admission, AdmissionControl::maxInFlight)
        .description("The maximum number of requests in flight")
        .register(registry);
    Gauge.builder("joinall.requests.queued", admission, AdmissionControl::queued)
        .description("Requests that wait for their event loop")
        .register(registry);
    Gauge.builder("joinall.requests.memory", edge.memory(), it -> it.bytes())
        .description("Memory held by large requests in flight")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("joinall.connections", connections, ClientConnections::open)
        .description("Open connections of clients")
        .register(registry);
    FunctionCounter.builder(
            "joinall.connections.accept.failed", connections, ClientConnections::failedAccepts)
        .description("How often a connection could not be accepted")
        .register(registry);
    for (Rejection reason : Set.of(Rejection.IN_FLIGHT, Rejection.MEMORY)) {
      FunctionCounter.builder(Rejections.SHED, admission, it -> it.refused(reason))
          .description(Rejections.SHED_DESCRIPTION)
          .tag("aggregation", Rejections.NO_ROUTE)
          .tag("reason", Fields.name(reason))
          .register(registry);
    }
    for (CloseReason why : CloseReason.values()) {
      FunctionCounter.builder("joinall.connections.closed", connections, it -> it.closedBy(why))
          .description("Connections that the server closed before their clients")
          .tag("reason", Fields.name(why))
          .register(registry);
    }
  }
}
