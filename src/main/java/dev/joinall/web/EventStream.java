package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.run.Report;
import dev.joinall.run.Runner;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One answer as a stream: an event {@code task} the moment each settles, and an event {@code
 * answer} with what the whole answer would have been. A slow client holds back at most the plan's
 * tasks.
 */
final class EventStream {
  /** Shorter than the idle time of the usual proxies. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final EventFormat format;

  EventStream(EventFormat format) {
    this.format = format;
  }

  /**
   * Runs the plan when it is subscribed to; cancelling it says that the client left.
   *
   * @param answers makes the last event's content
   */
  Flux<byte[]> run(
      Runner runner, Plan plan, Scope scope, Scheduler timer, Function<Report, Answered> answers) {
    Flux<byte[]> events = Flux.create(sink -> start(runner, plan, scope, answers, sink));
    return events.publish(shared ->
        Flux.merge(
            shared,
            Flux.interval(HEARTBEAT, timer)
                .onBackpressureDrop()
                .map(tick -> format.heartbeat())
                .takeUntilOther(shared.ignoreElements())));
  }

  private void start(
      Runner runner,
      Plan plan,
      Scope scope,
      Function<Report, Answered> answers,
      FluxSink<byte[]> sink) {
    Mono<Answered> run =
        runner.run(
            plan,
            scope,
            (task, entry) -> {
              if (!task.hidden()) {
                sink.next(format.event("task", task(task, entry)));
              }
            },
            answers);
    sink.onDispose(
        run.subscribe(
            answered -> {
              sink.next(format.event("answer", answer(answered)));
              sink.complete();
            },
            sink::error));
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
        .ifPresent(fault -> event.member("fault", Json.string(fault.type().word())));
    return event.endObject();
  }

  private static JsonWriter answer(Answered answered) {
    JsonWriter event =
        new JsonWriter(answered.body().length() + 256)
            .beginObject()
            .member("status", Json.number(answered.status()))
            .name("headers")
            .beginObject();
    answered.headers().forEach((name, value) -> event.member(name, Json.string(value)));
    return event.endObject().member("body", answered.body().toJson()).endObject();
  }
}
