package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.config.BackendCall;
import dev.joinall.config.ForEachConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.guard.Expect;
import dev.joinall.guard.Guards;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.template.Condition;
import dev.joinall.template.Reference;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans the tasks of one aggregation and their dependencies. Used once. */
final class TaskPlanner {
  private static final String LIST = "for example in: \"${tasks.order.items}\"";

  private final List<TaskConfig> tasks;
  private final TaskNames names;
  private final TaskGraph graph;
  private final Templates everywhere;
  private final Templates inFallback;
  private final Templates inItem;
  private final Templates inBatch;
  private final WorkPlanner works;
  private final TaskRules rules;
  private final Problems problems;
  private final SchemaCompiler schemas;

  /**
   * A planner of these tasks.
   *
   * @param safe whether the route promises to change nothing
   * @param graph gets the dependencies
   */
  TaskPlanner(
      List<TaskConfig> tasks,
      boolean safe,
      TaskNames names,
      TaskGraph graph,
      WorkPlanner works,
      Problems problems) {
    this.tasks = tasks;
    this.names = names;
    this.graph = graph;
    this.everywhere = new Templates(names.everywhere(), problems);
    this.inFallback = new Templates(names.inFallback(), problems);
    this.inItem = new Templates(names.inItem(), problems);
    this.inBatch = new Templates(names.inBatch(), problems);
    this.works = works;
    this.rules = new TaskRules(safe, problems);
    this.schemas = new SchemaCompiler(problems);
    this.problems = problems;
  }

  List<Task> plan() {
    List<Prepared> prepared = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      prepared.add(prepare(i));
      rules.check(tasks.get(i), prepared.get(i).effect());
    }
    graph.checkCycles();
    List<Task> planned = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      planned.add(task(i, prepared.get(i)));
    }
    return planned;
  }

  /** The compiled parts of a task before the whole graph is known. */
  private record Prepared(
      Work work,
      Optional<Guards> guards,
      boolean effect,
      boolean uploads,
      Reuse reuse,
      Optional<ForEach> forEach,
      Optional<Condition> when,
      Optional<Template> fallback) {}

  private Prepared prepare(int index) {
    TaskConfig task = tasks.get(index);
    Templates before = everywhere.fresh();
    Optional<Template> in = task.forEach().map(it -> before.list(it.in(), LIST));
    boolean itemIsInput = in.filter(Template::isOfInputs).isPresent();
    Templates calls = callsOf(task).forItems(itemIsInput);
    Templates keys = inItem.forItems(itemIsInput);
    Templates reuses =
        task.forEach().isPresent() ? inItem.forItems(itemIsInput) : everywhere.fresh();
    Templates fallbacks = inFallback.fresh();
    Templates expects = task.forEach().isPresent() ? inExpect(task) : everywhere.fresh();

    Optional<Condition> when = task.when().map(before::condition);
    Optional<Expect> expect = expect(index, expects);
    WorkPlanner.Planned planned =
        works.plan(task, calls, keys, new ReusePlanner.Texts(reuses, expects.key()), expect);
    Work work = planned.work();
    boolean effect = work instanceof Work.Inner inner ? inner.plan().effect() : task.effect();
    boolean distinct = !effect && !calls.reads(SymbolTable.INDEX) && !keys.reads(SymbolTable.INDEX);
    Optional<ForEach> forEach =
        task.forEach().map(it -> forEach(it, distinct, planned.batch(), in.orElseThrow()));
    Optional<Template> fallback = task.fallback().map(fallbacks::compile);
    expect.flatMap(Expect::schema).ifPresent(it -> checkFallback(task, fallback, it));

    graph.needs(index, task.needs());
    graph.reads(index, before.reads());
    graph.reads(index, calls.reads());
    graph.reads(index, keys.reads());
    graph.reads(index, reuses.reads());
    graph.reads(index, tolerant(fallbacks.reads()));
    graph.reads(index, others(task, expects.reads()));
    return new Prepared(
        work,
        planned.guards(),
        effect,
        planned.uploads(),
        planned.reuse(),
        forEach,
        when,
        fallback);
  }

  /** The templates of {@code expect}, where the task's own value is that of one item. */
  private Templates inExpect(TaskConfig task) {
    return task.expect().isPresent()
        ? new Templates(names.inExpect(task), problems)
        : everywhere.fresh();
  }

  private Optional<Expect> expect(int index, Templates expects) {
    TaskConfig task = tasks.get(index);
    return task.expect().isEmpty() && task.schema().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Expect(
                task.schema().map(schemas::compile),
                task.expect().map(expects::condition),
                names.value(index)));
  }

  /** A constant fallback is validated once, at start-up. */
  private void checkFallback(TaskConfig task, Optional<Template> fallback, JsonSchema schema) {
    if (fallback.isPresent() && fallback.get() instanceof Template.Constant(Json value)) {
      List<Json> values = task.forEach().isPresent() ? value.elements() : List.of(value);
      values.stream()
          .filter(it -> !it.isNull())
          .flatMap(it -> schema.validate(it).stream())
          .findFirst()
          .ifPresent(it ->
              problems.add(
                  task.fallback().orElseThrow(),
                  "the fallback does not fit the schema: " + it.message(),
                  "clients rely on the schema, so change one of them"));
    }
  }

  /** The templates of the operation. */
  private Templates callsOf(TaskConfig task) {
    return task.forEach().map(it -> it.batch().isPresent() ? inBatch : inItem).orElse(everywhere);
  }

  private ForEach forEach(
      ForEachConfig config, boolean distinct, Optional<Batch<?>> batch, Template in) {
    return new ForEach(
        in,
        config.concurrency(),
        config.max(),
        config.into(),
        distinct,
        batch,
        names.item(),
        names.index());
  }

  /**
   * The references without need of a value: a fallback may not be used, so the tasks that it reads
   * need only have settled.
   */
  private static Set<Reference> tolerant(Set<Reference> reads) {
    return reads.stream()
        .map(reference -> new Reference(reference.group(), reference.member(), true))
        .collect(Collectors.toSet());
  }

  /** A task may read its own value in {@code expect}. */
  private static Set<Reference> others(TaskConfig task, Set<Reference> reads) {
    return reads.stream()
        .filter(reference -> !reference.member().equals(task.name()))
        .collect(Collectors.toSet());
  }

  private Map<String, Object> attributes(TaskConfig task) {
    return task.operation() instanceof BackendCall call ? works.attributes(task, call) : Map.of();
  }

  private Task task(int index, Prepared prepared) {
    TaskConfig task = tasks.get(index);
    return new Task(
        index,
        task.name(),
        task.backend(),
        prepared.work(),
        prepared.guards(),
        prepared.forEach(),
        prepared.when(),
        prepared.fallback().map(it -> new Task.Fallback(it, names.fault())),
        task.required(),
        task.hidden(),
        prepared.effect(),
        prepared.uploads(),
        prepared.reuse(),
        task.pass(),
        attributes(task),
        works.session(task),
        ReplyParts.NONE,
        graph.needsOf(index),
        graph.dependentsOf(index),
        names.value(index),
        names.outcome(index));
  }
}
