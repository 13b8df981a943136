package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.ForEachConfig;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.guard.Guards;
import dev.joinall.template.Condition;
import dev.joinall.template.Names;
import dev.joinall.template.Read;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Plans the tasks of one aggregation, and finds out which waits for which. Used once. */
final class TaskPlanner {
  private final List<TaskConfig> tasks;
  private final boolean safe;
  private final TaskNames names;
  private final TaskGraph graph;
  private final Templates everywhere;
  private final Templates inFallback;
  private final Templates inItem;
  private final Templates inBatch;
  private final Map<String, Backend> backends;
  private final Map<String, Guards> guards;
  private final Problems problems;

  /**
   * A planner of these tasks.
   *
   * @param safe whether the route promises to change nothing
   * @param graph is filled
   */
  TaskPlanner(
      List<TaskConfig> tasks,
      boolean safe,
      TaskNames names,
      TaskGraph graph,
      Map<String, Backend> backends,
      Map<String, Guards> guards,
      Problems problems) {
    this.tasks = tasks;
    this.safe = safe;
    this.names = names;
    this.graph = graph;
    this.everywhere = new Templates(names.everywhere(), problems);
    this.inFallback = new Templates(names.inFallback(), problems);
    this.inItem = new Templates(names.inItem(), problems);
    this.inBatch = new Templates(names.inBatch(), problems);
    this.backends = backends;
    this.guards = guards;
    this.problems = problems;
  }

  List<Task> plan() {
    List<Prepared> prepared = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      check(tasks.get(i));
      prepared.add(prepare(i));
    }
    graph.checkCycles();
    List<Task> planned = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      planned.add(task(i, prepared.get(i)));
    }
    return planned;
  }

  private void check(TaskConfig task) {
    if (safe && task.effect()) {
      problems.add(
          task.operation().where(),
          "this may change something, and a GET request must not",
          "make the route a POST, or say safe: true if it changes nothing");
    }
    boolean guarded = task.timeout().isPresent() || task.retry().isPresent();
    if (task.backend().isEmpty() && (guarded || task.idempotent() || task.safe())) {
      problems.add(
          task.where(),
          "a task that calls no backend has no timeout, retry, idempotent or safe",
          "drop them");
    }
    if (task.required() && task.when().isPresent()) {
      problems.add(
          task.when().orElseThrow(),
          "a required task can't be left out by \"when\"",
          "drop one of the two");
    }
  }

  /** What is compiled of a task before the whole graph is known. */
  private record Prepared(
      Step step,
      Optional<ForEach> forEach,
      Optional<Condition> when,
      Optional<Template> fallback) {}

  private Prepared prepare(int index) {
    TaskConfig task = tasks.get(index);
    Templates before = everywhere.fresh();
    Templates calls = callsOf(task).fresh();
    Templates keys = inItem.fresh();
    Templates fallbacks = inFallback.fresh();
    Templates expects = everywhere.fresh();

    Optional<Condition> when = task.when().map(before::condition);
    Step call = call(task, calls);
    Optional<Template> fallback = task.fallback().map(fallbacks::compile);
    Optional<Condition> expect = task.expect().map(expects::condition);
    var batches = new BatchPlanner(names, guards, problems);
    Optional<Batch<?>> batch =
        batches.plan(task, call, calls, keys).map(it -> batches.guarded(it, index, task, expect));
    boolean distinct = !task.effect() && !calls.reads(Names.INDEX) && !keys.reads(Names.INDEX);
    Optional<ForEach> forEach = task.forEach().map(it -> forEach(it, distinct, batch, before));

    graph.needs(index, task.needs());
    graph.reads(index, before.reads());
    graph.reads(index, calls.reads());
    graph.reads(index, keys.reads());
    graph.reads(index, tolerant(fallbacks.reads()));
    graph.reads(index, others(task, expects.reads()));
    return new Prepared(guarded(call, index, expect), forEach, when, fallback);
  }

  /** What the operation may read. */
  private Templates callsOf(TaskConfig task) {
    return task.forEach().map(it -> it.batch().isPresent() ? inBatch : inItem).orElse(everywhere);
  }

  private Step call(TaskConfig task, Templates templates) {
    if (task.operation() instanceof Operation.Value value) {
      Template template = templates.compile(value.where());
      return scope ->
          Mono.fromSupplier(() -> template.render(scope)).filter(json -> !json.isNull());
    }
    Backend backend = Objects.requireNonNull(backends.get(task.backend().orElseThrow()));
    return backend.prepare(task.operation(), templates);
  }

  private Step guarded(Step call, int index, Optional<Condition> expect) {
    TaskConfig task = tasks.get(index);
    int value = names.value(index);
    return task.backend()
        .map(it -> Objects.requireNonNull(guards.get(it)).around(call, task, expect, value))
        .orElseGet(() -> Guards.around(call, expect, value));
  }

  private ForEach forEach(
      ForEachConfig config, boolean distinct, Optional<Batch<?>> batch, Templates templates) {
    return new ForEach(
        templates.compile(config.in()),
        config.concurrency(),
        config.max(),
        config.into(),
        distinct,
        batch,
        names.item(),
        names.index());
  }

  /** A fallback may not be needed: what it reads must have settled, and no more. */
  private static Set<Read> tolerant(Set<Read> reads) {
    return reads.stream()
        .map(read -> new Read(read.group(), read.member(), true))
        .collect(Collectors.toSet());
  }

  /** A task may look at its own value in {@code expect}. */
  private static Set<Read> others(TaskConfig task, Set<Read> reads) {
    return reads.stream()
        .filter(read -> !read.member().equals(task.name()))
        .collect(Collectors.toSet());
  }

  private Task task(int index, Prepared prepared) {
    TaskConfig task = tasks.get(index);
    return new Task(
        index,
        task.name(),
        task.backend(),
        prepared.step(),
        prepared.forEach(),
        prepared.when(),
        prepared.fallback().map(it -> new Task.Fallback(it, names.fault())),
        task.required(),
        task.hidden(),
        task.effect(),
        graph.needsOf(index),
        graph.dependentsOf(index),
        names.value(index),
        names.outcome(index));
  }
}
