package dev.joinall.explain;

import dev.joinall.backend.Batch;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problem;
import dev.joinall.config.TaskConfig;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Plan;
import dev.joinall.plan.PlannedSession;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import java.util.List;

/**
 * Explanations as JSON. The names of the members are stable; new ones may be added. Times are in
 * milliseconds, shares in percent. Undeclared options are omitted; lists are present even if empty.
 */
public final class ExplanationJson {
  private final JsonWriter out;

  private ExplanationJson(JsonWriter out) {
    this.out = out;
  }

  /** The members {@code file}, {@code backends} and {@code aggregations}. */
  public static void write(Explained explained, JsonWriter out) {
    var json = new ExplanationJson(out);
    out.beginObject();
    out.name("file").string(explained.config().source().name());
    out.name("backends").beginArray();
    explained.config().backends().values().forEach(json::backend);
    out.endArray();
    out.name("aggregations").beginArray();
    explained.aggregations().forEach(json::aggregation);
    out.endArray();
    out.endObject();
  }

  /** A list of objects with {@code line}, {@code column}, {@code path}, and so on. */
  public static void write(List<Problem> problems, JsonWriter out) {
    out.beginArray();
    for (Problem problem : problems) {
      out.beginObject();
      out.name("line").number(problem.at().line());
      out.name("column").number(problem.at().column());
      out.name("path").string(problem.path());
      out.name("message").string(problem.message());
      out.name("hint").string(problem.hint());
      out.endObject();
    }
    out.endArray();
  }

  private void backend(BackendConfig backend) {
    PoolConfig pool = backend.pool();
    GuardsConfig guards = backend.guards();
    var json = new GuardsJson(out);
    out.beginObject();
    out.name("name").string(backend.name());
    out.name("kind").string(backend.kind());
    if (backend.addresses().size() > 1) {
      out.name("instances").beginArray();
      backend.hosts().forEach(out::string);
      out.endArray();
    }
    out.name("timeout").number(backend.timeout().toMillis());
    out.name("pool").beginObject();
    out.name("max").number(pool.max());
    out.name("maxPending").number(pool.maxPending());
    out.name("acquireTimeout").number(pool.acquireTimeout().toMillis());
    out.endObject();
    backend.maxConnections().ifPresent(it -> out.name("maxConnections").number(it));
    guards.retry().ifPresent(json::retry);
    guards.hedge().ifPresent(json::hedge);
    guards.circuitBreaker().ifPresent(json::circuitBreaker);
    guards.bulkhead().ifPresent(json::bulkhead);
    guards.rateLimit().ifPresent(json::rateLimit);
    if (backend.critical()) {
      out.name("critical").bool(true);
    }
    out.endObject();
  }

  private void aggregation(Explanation explanation) {
    out.beginObject();
    out.name("name").string(explanation.name());
    decision(explanation);
    out.name("tasks").beginArray();
    for (int level = 0; level < explanation.levels().size(); level++) {
      for (Task task : explanation.levels().get(level)) {
        task(task, level, explanation);
      }
    }
    out.endArray();
    out.name("longest").beginObject();
    out.name("tasks");
    names(explanation.names(explanation.times().longest()));
    out.name("time").number(explanation.times().answer().toMillis());
    out.endObject();
    out.name("warnings");
    write(explanation.warnings(), out);
    out.endObject();
  }

  private void sessions(Explanation explanation) {
    Plan plan = explanation.plan();
    if (plan.sessions().isEmpty()) {
      return;
    }
    out.name("sessions").beginArray();
    for (PlannedSession session : plan.sessions()) {
      out.beginObject();
      out.name("backend").string(session.name());
      out.name("mode").string(Labels.of(session.mode()));
      out.name("tasks").beginArray();
      plan.tasks().stream()
          .filter(it -> it.session().filter(session::equals).isPresent())
          .forEach(it -> out.string(it.name()));
      out.endArray();
      out.endObject();
    }
    out.endArray();
  }

  private void decision(Explanation explanation) {
    var config = explanation.config();
    var plan = explanation.plan();
    config.route().ifPresent(it -> out.name("route").string(it.text()));
    out.name("deadline").number(plan.deadline().toMillis());
    out.name("onDeadline").string(Labels.of(config.onDeadline()));
    out.name("onDisconnect").string(Labels.of(config.onDisconnect()));
    out.name("join").string(Labels.of(config.join()));
    new AccessJson(out).write(config.access(), plan.access());
    plan.inputs().body().ifPresent(it -> out.name("body").string(Labels.of(it.content())));
    out.name("joined");
    names(explanation.names(plan.joined()));
    out.name("awaited");
    names(explanation.names(plan.awaited()));
    config.cache().ifPresent(this::cache);
    sessions(explanation);
    out.name("refuse").beginArray();
    for (Refusal refusal : plan.refusals()) {
      out.beginObject().name("status").number(refusal.status()).name("after");
      names(explanation.names(refusal.reads()));
      out.name("before");
      names(explanation.names(refusal.holds()));
      out.endObject();
    }
    out.endArray();
  }

  private void task(Task task, int level, Explanation explanation) {
    CallTime call = explanation.call(task);
    Times.Span span = explanation.times().spans().get(task.index());
    out.beginObject();
    out.name("name").string(task.name());
    out.name("level").number(level);
    task.backend().ifPresent(it -> out.name("backend").string(it));
    out.name("operation").string(Labels.of(explanation.written(task).operation()));
    after(task, explanation);
    out.name("when").bool(task.when().isPresent());
    out.name("effect").bool(task.effect());
    out.name("required").bool(task.required());
    if (explanation.written(task).streams()) {
      out.name("streams").bool(true);
    }
    if (task.uploads()) {
      out.name("uploads").bool(true);
    }
    if (!task.pass().isEmpty()) {
      out.name("pass").beginArray();
      task.pass().stream().sorted().forEach(out::number);
      out.endArray();
    }
    out.name("fallback").bool(task.fallback().isPresent());
    out.name("hidden").bool(task.hidden());
    explanation.written(task).reuse().cache().ifPresent(this::cache);
    if (explanation.repeats(task)) {
      out.name("coalesced").bool(true);
    }
    task.forEach().ifPresent(it -> forEach(it, call));
    out.name("timeout").number(call.timeout().toMillis());
    out.name("attempts").number(call.attempts());
    guards(task, explanation);
    out.name("start").number(span.start().toMillis());
    out.name("time").number(span.length().toMillis());
    out.endObject();
  }

  /** The task's hedge, wherever it is declared, and its own stateful guards. */
  private void guards(Task task, Explanation explanation) {
    var json = new GuardsJson(out);
    TaskConfig written = explanation.written(task);
    explanation.backend(task).flatMap(it -> it.guardsFor(written).hedge()).ifPresent(json::hedge);
    written.guards().circuitBreaker().ifPresent(json::circuitBreaker);
    written.guards().bulkhead().ifPresent(json::bulkhead);
    written.guards().rateLimit().ifPresent(json::rateLimit);
  }

  private void cache(CacheConfig cache) {
    out.name("cache").beginObject();
    out.name("ttl").number(cache.ttl().toMillis());
    cache.negativeTtl().ifPresent(it -> out.name("negativeTtl").number(it.toMillis()));
    cache.staleIfError().ifPresent(it -> out.name("staleIfError").number(it.toMillis()));
    cache
        .staleWhileRevalidate()
        .ifPresent(it -> out.name("staleWhileRevalidate").number(it.toMillis()));
    cache.shared().ifPresent(it -> out.name("shared").string(it));
    out.endObject();
  }

  private void after(Task task, Explanation explanation) {
    out.name("after").beginArray();
    for (Task.Need need : task.needs()) {
      out.beginObject();
      out.name("task").string(explanation.plan().tasks().get(need.task()).name());
      out.name("for").string(Labels.of(need.what()));
      out.endObject();
    }
    out.endArray();
  }

  private void forEach(ForEach forEach, CallTime call) {
    out.name("forEach").beginObject();
    out.name("max").number(forEach.max());
    out.name("concurrency").number(forEach.concurrency());
    out.name("rounds").number(call.rounds());
    forEach.batch().ifPresent(this::batch);
    out.endObject();
  }

  private void batch(Batch<?> batch) {
    out.name("batch").beginObject();
    out.name("by").string(batch.word());
    out.name("max").number(batch.max());
    out.endObject();
  }

  private void names(List<String> names) {
    out.beginArray();
    names.forEach(out::string);
    out.endArray();
  }
}
