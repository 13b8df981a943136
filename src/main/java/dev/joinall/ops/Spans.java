package dev.joinall.ops;

import dev.joinall.backend.Fault;
import dev.joinall.config.RouteConfig;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.template.Reply;
import dev.joinall.template.Trace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Creates the spans of a request from its report, when its answer is decided: one for the request,
 * and one for each task that ran. Before that only their ids exist.
 */
final class Spans implements Tracing {
  private static final AttributeKey<String> AGGREGATION =
      AttributeKey.stringKey("joinall.aggregation");
  private static final AttributeKey<Boolean> COMPLETE = AttributeKey.booleanKey("joinall.complete");
  private static final AttributeKey<String> DECIDED_BY =
      AttributeKey.stringKey("joinall.decided_by");
  private static final AttributeKey<String> BACKEND = AttributeKey.stringKey("joinall.backend");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("joinall.outcome");
  private static final AttributeKey<String> FAULT = AttributeKey.stringKey("joinall.fault");
  private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("joinall.attempts");
  private static final AttributeKey<String> PEER = AttributeKey.stringKey("peer.service");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  /**
   * The flags for a sampled trace and for a random trace id (W3C Trace Context Level 2, 2.2.5).
   * Others must not be sent.
   */
  private static final int KNOWN_FLAGS = 3;

  private final OpenTelemetry openTelemetry;
  private final Sampler sampler;
  private final Tracer tracer;

  Spans(OpenTelemetry openTelemetry) {
    this.openTelemetry = openTelemetry;
    this.sampler = openTelemetry.sampler();
    this.tracer = openTelemetry.tracer();
  }

  @Override
  public Trace sampled(Trace received) {
    boolean isRecorded =
        sampler
            .shouldSample(
                parent(received), received.id(), "", SpanKind.SERVER, Attributes.empty(), List.of())
            .getDecision()
            .equals(SamplingDecision.RECORD_AND_SAMPLE);
    int flags = Integer.parseInt(received.flags(), 16) & KNOWN_FLAGS;
    int sampled = isRecorded ? flags | 1 : flags & ~1;
    return received.sampled(TraceFlags.fromByte((byte) sampled).asHex(), isRecorded);
  }

  /** Records only the runs of tasks, because the run of a request is recorded with its answer. */
  @Override
  public void run(Report report) {
    Trace trace = report.scope().trace();
    if (trace.isRecorded() && trace.isInner()) {
      long end = now();
      Span span = start(trace, report.plan().name(), SpanKind.INTERNAL, end - report.nanos());
      describe(span, report);
      span.end(end, TimeUnit.NANOSECONDS);
      tasks(report, trace, end);
    }
  }

  @Override
  public void request(CompletedRequest completed) {
    Report report = completed.report();
    Trace trace = report.scope().trace();
    if (!trace.isRecorded()) {
      return;
    }
    long end = now();
    Span span =
        server(
            report.plan(), trace, end - completed.nanos(), completed.status(), completed.request());
    describe(span, report);
    span.end(end, TimeUnit.NANOSECONDS);
    tasks(report, trace, end);
  }

  @Override
  public void rejected(RejectedTrace rejected) {
    long end = now();
    Span span =
        server(
            rejected.plan(),
            rejected.scope().trace(),
            end - rejected.nanos(),
            rejected.status(),
            rejected.request());
    span.setAttribute(AGGREGATION, rejected.plan().name()).end(end, TimeUnit.NANOSECONDS);
  }

  private Span server(Plan plan, Trace trace, long start, int status, ReceivedRequest request) {
    String route = plan.route().map(RouteConfig::text).orElse(plan.name());
    boolean isFailed = status >= SERVER_ERROR;
    Span span =
        start(trace, route, SpanKind.SERVER, start)
            .setAllAttributes(
                ServerAttributes.of(
                    request, route.substring(route.indexOf(' ') + 1), status, isFailed));
    return isFailed ? span.setStatus(StatusCode.ERROR) : span;
  }

  private static void describe(Span span, Report report) {
    span.setAttribute(AGGREGATION, report.plan().name())
        .setAttribute(COMPLETE, report.isComplete())
        .setAttribute(DECIDED_BY, report.decidedBy().word());
  }

  private void tasks(Report report, Trace trace, long end) {
    long begin = end - report.nanos();
    for (Task task : report.plan().tasks()) {
      Report.Entry entry = report.entries().get(task.index());
      if (entry.nanos() > 0) {
        task(task, entry, trace.task(task.index()), begin + entry.startNanos());
      }
    }
  }

  private void task(Task task, Report.Entry entry, Trace trace, long start) {
    SpanKind kind = task.backend().isPresent() ? SpanKind.CLIENT : SpanKind.INTERNAL;
    Outcome outcome = entry.outcome();
    Span span = start(trace, task.name(), kind, start).setAttribute(OUTCOME, outcome.word());
    task.backend().ifPresent(it -> span.setAttribute(BACKEND, it).setAttribute(PEER, it));
    task.attributes().forEach((name, value) -> set(span, name, value));
    entry.attributes().forEach((name, value) -> set(span, name, value));
    outcome
        .fault()
        .ifPresent(fault ->
            span.setAttribute(FAULT, fault.type().word())
                .setAttribute(ERROR, errorType(fault))
                .setAttribute(ATTEMPTS, (long) fault.attempts())
                .setStatus(StatusCode.ERROR, LoggableFault.detail(outcome).orElse("")));
    span.end(start + entry.nanos(), TimeUnit.NANOSECONDS);
  }

  private static void set(Span span, String name, Object value) {
    if (value instanceof Long number) {
      span.setAttribute(name, number);
    } else {
      span.setAttribute(name, value.toString());
    }
  }

  /** The status if it is the error; otherwise the word of the fault. */
  private static String errorType(Fault fault) {
    return fault
        .reply()
        .map(Reply::code)
        .filter(code -> code >= CLIENT_ERROR)
        .map(String::valueOf)
        .orElse(fault.type().word());
  }

  private Span start(Trace trace, String name, SpanKind kind, long start) {
    var builder =
        tracer
            .spanBuilder(name)
            .setParent(parent(trace))
            .setSpanKind(kind)
            .setStartTimestamp(start, TimeUnit.NANOSECONDS);
    return openTelemetry.ids().as(trace, builder::startSpan);
  }

  private static Context parent(Trace trace) {
    return trace.parent().isEmpty()
        ? Context.root()
        : Context.root()
            .with(
                Span.wrap(
                    SpanContext.createFromRemoteParent(
                        trace.id(),
                        trace.parent(),
                        TraceFlags.fromHex(trace.flags(), 0),
                        TraceState.getDefault())));
  }

  /** Nanoseconds since 1970. */
  private static long now() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  @Override
  public void close() {
    openTelemetry.close();
  }
}
