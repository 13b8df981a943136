package dev.joinall.web;

import dev.joinall.config.Fields;
import dev.joinall.ops.Caller;
import dev.joinall.ops.CompletedRequest;
import dev.joinall.ops.Observation;
import dev.joinall.ops.RejectedTrace;
import dev.joinall.plan.Plan;
import dev.joinall.run.Report;
import dev.joinall.security.AuthenticatedCaller;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Tells the observers of the server how a request to a route ended. */
record RequestObserver(Observation observation) {
  /**
   * Reports a request whose plan ran.
   *
   * @param isStale whether a stale answer replaced that of the run
   */
  void completed(Report report, int status, boolean isStale, RouteExchange exchange) {
    RouteRequest request = exchange.request();
    var completed = new CompletedRequest(report, status, isStale, request);
    observation.requests().accept(completed);
    observation.audit().completed(completed, () -> caller(request, exchange.caller()));
  }

  /** Reports a request that was rejected after its inputs were read and before any task ran. */
  void rejected(RouteExchange exchange, RejectedRequest why) {
    int status = why.answer().status();
    rejected(exchange.plan(), status, why.reason(), exchange.request(), exchange.caller());
    exchange
        .bound()
        .filter(it -> it.trace().isRecorded())
        .ifPresent(it ->
            observation
                .tracing()
                .rejected(new RejectedTrace(exchange.plan(), it, status, exchange.request())));
  }

  /** Reports a request that was rejected before any task ran. */
  void rejected(Plan plan, int status, RejectionReason reason, RouteRequest request) {
    rejected(plan, status, Fields.name(reason), request, Optional.empty());
  }

  private void rejected(
      Plan plan,
      int status,
      String reason,
      RouteRequest request,
      Optional<AuthenticatedCaller> known) {
    observation.rejections().count(plan.name(), status, reason);
    observation.audit().rejected(plan.name(), status, () -> caller(request, known));
  }

  /** The caller from the header that the setting names, or else the authenticated one. */
  private Caller caller(RouteRequest request, Optional<AuthenticatedCaller> known) {
    String header = observation.audit().header();
    String name =
        header.isEmpty()
            ? known.map(AuthenticatedCaller::id).orElse("")
            : Optional.ofNullable(request.header(header)).orElse("");
    InetSocketAddress remote = request.remote();
    String address =
        remote == null || remote.getAddress() == null ? "" : remote.getAddress().getHostAddress();
    return new Caller(request.method(), request.path(), address, name);
  }
}
