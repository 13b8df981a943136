package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.Operation;
import dev.joinall.config.TaskConfig;
import dev.joinall.guard.BackendGuards;
import dev.joinall.guard.Expect;
import dev.joinall.guard.Guards;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Plans the work of one aggregation's tasks, with their guards around it.
 *
 * @param before the guards of its tasks in the previous version of the file
 */
record WorkPlanner(
    Map<String, Backend> backends,
    Map<String, BackendGuards> guards,
    Function<TaskConfig, Optional<Guards>> before,
    InnerPlanner inners,
    ReusePlanner reuses,
    BatchPlanner batches) {
  /**
   * The work of a task.
   *
   * @param batch the same for many items in one call, if possible
   * @param guards the guards of its calls
   * @param uploads whether it sends the body of the client as it arrives
   * @param reuse how it saves calls
   */
  record Planned(
      Work work, Optional<Batch<?>> batch, Optional<Guards> guards, boolean uploads, Reuse reuse) {
    private static Planned unguarded(Work work) {
      return new Planned(work, Optional.empty(), Optional.empty(), false, Reuse.NONE);
    }
  }

  /**
   * Plans the work.
   *
   * @param calls compiles the operation
   * @param keys compiles the key of an item
   * @param texts its key and tags in a cache, and its {@code expect}
   */
  Planned plan(
      TaskConfig task,
      Templates calls,
      Templates keys,
      ReusePlanner.Texts texts,
      Optional<Expect> expect) {
    reuses.check(task);
    return switch (task.operation()) {
      case Operation.Aggregation inner ->
          Planned.unguarded(inners.plan(inner, task.timeout(), expect, calls));
      case Operation.Value value -> {
        Template template = calls.compile(value.where());
        yield Planned.unguarded(
            new Work.Call(Guards.expecting(computed(template), expect), Optional.of(template)));
      }
      case BackendCall call -> called(task, call, calls, keys, texts, expect);
    };
  }

  /** The constant attributes of the spans of these calls. */
  Map<String, Object> attributes(TaskConfig task, BackendCall call) {
    return Objects.requireNonNull(backends.get(task.backend().orElseThrow())).attributes(call);
  }

  /** The session of the task's backend, one for all of its tasks. */
  Optional<PlannedSession> session(TaskConfig task) {
    return task.session()
        .map(mode -> {
          String name = task.backend().orElseThrow();
          return new PlannedSession(
              name, Objects.requireNonNull(backends.get(name)), mode, reuses.store());
        });
  }

  private static Step computed(Template template) {
    return scope -> Mono.fromSupplier(() -> template.render(scope)).filter(json -> !json.isNull());
  }

  private Planned called(
      TaskConfig task,
      BackendCall declared,
      Templates calls,
      Templates keys,
      ReusePlanner.Texts texts,
      Optional<Expect> expect) {
    String name = task.backend().orElseThrow();
    Guards around = Objects.requireNonNull(guards.get(name)).of(task, before.apply(task));
    Step call = Objects.requireNonNull(backends.get(name)).prepare(declared, calls);
    boolean uploads = calls.takesBody();
    Optional<Batch<?>> batch = batches.plan(task, call, calls, keys);
    ReusePlanner.Planned planned =
        reuses.plan(
            task,
            uploads ? around.aroundUpload(call, expect) : around.around(call, expect),
            batch.map(it -> around.around(it, expect)),
            batch.filter(KeyedBatch.class::isInstance).map(KeyedBatch.class::cast),
            calls,
            texts,
            around);
    return new Planned(
        new Work.Call(planned.step()),
        planned.batch(),
        Optional.of(around),
        uploads,
        planned.reuse());
  }
}
