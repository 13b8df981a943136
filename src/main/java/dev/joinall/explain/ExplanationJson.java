package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problem;
import dev.joinall.json.JsonWriter;
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
    var json = new TaskJson(out, explanation);
    for (int level = 0; level < explanation.levels().size(); level++) {
      for (Task task : explanation.levels().get(level)) {
        json.write(task, level);
      }
    }
    out.endArray();
    out.name("longest").beginObject();
    out.name("tasks");
    names(explanation.names(explanation.times().criticalPath()));
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
      out.name("mode").string(Fields.name(session.mode()));
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
    out.name("onDeadline").string(Fields.name(config.onDeadline()));
    out.name("onDisconnect").string(Fields.name(config.onDisconnect()));
    out.name("join").string(Labels.of(config.join()));
    new AccessJson(out).write(config.access(), plan.access());
    plan.inputs().body().ifPresent(it -> out.name("body").string(Labels.of(it.content())));
    out.name("joined");
    names(explanation.names(plan.joined()));
    out.name("awaited");
    names(explanation.names(plan.awaited()));
    config.cache().ifPresent(new GuardsJson(out)::cache);
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

  private void names(List<String> names) {
    out.beginArray();
    names.forEach(out::string);
    out.endArray();
  }
}
