package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.ops.StreamMetrics;
import dev.joinall.plan.Task;
import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Report;
import dev.joinall.run.RunListener;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One answer as a stream: an event {@code task} when each task settles, and an event {@code answer}
 * with the content of the whole answer. Backpressure: a slow client makes the server buffer at most
 * the outcomes of the plan's tasks.
 */
final class EventStream {
  /** The id of the last event. */
  private static final String LAST = "answer";

  /** Shorter than the idle timeout of the usual proxies. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final EventFormat format;
  private final MemoryBudget.Reservation reservation;
  private final StreamMetrics metrics;
  private int events;

  /**
   * A stream of one request.
   *
   * @param memory charged with its events until it ends
   */
  EventStream(EventFormat format, MemoryBudget memory, StreamMetrics metrics) {
    this.format = format;
    this.reservation = memory.reservation();
    this.metrics = metrics;
  }

  /** Whether an EventSource that reconnects already has the answer (HTML Living Standard, 9.2). */
  static boolean hasEnded(EventFormat format, RouteRequest request) {
    return format == EventFormat.SSE && LAST.equals(request.header(LAST_EVENT_ID));
  }

  /** Ends the stream so that an EventSource does not reconnect. */
  static Mono<Void> endWithoutReconnect(RouteResponse response) {
    response.status(204);
    response.set(HttpHeaders.CACHE_CONTROL, CacheRules.NO_STORE);
    return response.complete();
  }

  /**
   * Runs the plan on subscription. Cancellation means that the client disconnected.
   *
   * @param answers makes the content of the last event
   */
  Mono<Void> write(RouteExchange exchange, Scheduler timer, Function<Report, HttpAnswer> answers) {
    RouteResponse response = exchange.response();
    response.set(HttpHeaders.CONTENT_TYPE, format.type().toString());
    response.set(HttpHeaders.CACHE_CONTROL, CacheRules.NO_STORE);
    response.set("X-Accel-Buffering", "no"); // nginx would hold the events back
    return response
        .writeEach(
            run(exchange, timer, answers)
                .doOnSubscribe(subscription -> metrics.began())
                .doFinally(signal -> metrics.ended()))
        .onErrorResume(RejectedRequest.class, rejected -> exchange.write(rejected.answer()));
  }

  private Flux<byte[]> run(
      RouteExchange exchange, Scheduler timer, Function<Report, HttpAnswer> answers) {
    Flux<byte[]> events = Flux.create(sink -> start(exchange, answers, sink));
    return events
        .publish(shared ->
            Flux.merge(
                shared,
                Flux.interval(HEARTBEAT, timer)
                    .onBackpressureDrop()
                    .map(tick -> format.heartbeat())
                    .takeUntilOther(shared.ignoreElements())))
        .doFinally(signal -> reservation.release());
  }

  private void start(
      RouteExchange exchange, Function<Report, HttpAnswer> answers, FluxSink<byte[]> sink) {
    var listener =
        new RunListener() {
          @Override
          public void settled(Task task, Report.Entry entry) {
            if (!task.hidden()) {
              events++;
              send("task", String.valueOf(events), task(task, entry), sink);
            }
          }

          @Override
          public void decidedWithoutClient(Report report) {
            var _ = answers.apply(report);
          }
        };
    sink.onDispose(
        exchange
            .runner()
            .run(exchange.plan(), exchange.scope(), listener)
            .subscribe(report -> end(report, answers.apply(report), sink), sink::error));
  }

  /** If the inputs alone deny a request, no event has been sent yet. */
  private void end(Report report, HttpAnswer answer, FluxSink<byte[]> sink) {
    if (RefusalAnswers.isByInputs(report)) {
      sink.error(new RejectedRequest(answer));
    } else {
      send("answer", LAST, answer(answer), sink);
      sink.complete();
    }
  }

  private void send(String name, String id, JsonWriter data, FluxSink<byte[]> sink) {
    byte[] event = format.event(name, id, data);
    reservation.reserve(event.length);
    sink.next(event);
  }

  private static JsonWriter task(Task task, Report.Entry entry) {
    JsonWriter event =
        new JsonWriter(256)
            .beginObject()
            .member("task", Json.string(task.name()))
            .member("outcome", Json.string(entry.outcome().word()))
            .member("ms", Json.number(entry.nanos() / 1_000_000))
            .member("value", entry.outcome().value().orElse(Json.NULL));
    entry
        .outcome()
        .fault()
        .ifPresent(fault -> {
          event.member("fault", Json.string(fault.type().word()));
          if (fault.happened()) {
            event.member("happened", Json.TRUE);
          }
        });
    return event.endObject();
  }

  private static JsonWriter answer(HttpAnswer answer) {
    JsonWriter event =
        new JsonWriter(answer.body().length() + 256)
            .beginObject()
            .member("status", Json.number(answer.status()))
            .name("headers")
            .beginObject();
    answer.headerMap().forEach((name, values) -> event.member(name, header(values)));
    return event.endObject().member("body", answer.value()).endObject();
  }

  private static Json header(List<String> values) {
    return values.size() == 1 ? Json.string(values.getFirst()) : Json.of(values);
  }
}
