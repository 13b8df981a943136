package dev.joinall.explain;

import dev.joinall.backend.Batch;
import dev.joinall.config.Fields;
import dev.joinall.config.TaskConfig;
import dev.joinall.json.JsonWriter;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Task;

/** Writes the tasks of an aggregation as JSON. */
record TaskJson(JsonWriter out, Explanation explanation) {
  void write(Task task, int level) {
    CallTime call = explanation.call(task);
    Times.Span span = explanation.times().spans().get(task.index());
    out.beginObject();
    out.name("name").string(task.name());
    out.name("level").number(level);
    task.backend().ifPresent(it -> out.name("backend").string(it));
    out.name("operation").string(Labels.of(explanation.written(task).operation()));
    after(task);
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
    explanation.written(task).reuse().cache().ifPresent(new GuardsJson(out)::cache);
    if (explanation.repeats(task)) {
      out.name("coalesced").bool(true);
    }
    task.forEach().ifPresent(it -> forEach(it, call));
    out.name("timeout").number(call.timeout().toMillis());
    out.name("attempts").number(call.attempts());
    guards(task);
    out.name("start").number(span.start().toMillis());
    out.name("time").number(span.length().toMillis());
    out.endObject();
  }

  /** The task's hedge, wherever it is declared, and its own stateful guards. */
  private void guards(Task task) {
    var json = new GuardsJson(out);
    TaskConfig written = explanation.written(task);
    explanation.backend(task).flatMap(it -> it.guardsFor(written).hedge()).ifPresent(json::hedge);
    written.guards().circuitBreaker().ifPresent(json::circuitBreaker);
    written.guards().bulkhead().ifPresent(json::bulkhead);
    written.guards().rateLimit().ifPresent(json::rateLimit);
  }

  private void after(Task task) {
    out.name("after").beginArray();
    for (Task.Need need : task.needs()) {
      out.beginObject();
      out.name("task").string(explanation.plan().tasks().get(need.task()).name());
      out.name("for").string(Fields.name(need.what()));
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
}
