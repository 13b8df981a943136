package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Step;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.AggregationConfig.OnDeadline;
import dev.joinall.config.AggregationConfig.OnDisconnect;
import dev.joinall.config.ForEachConfig;
import dev.joinall.config.JoinConfig;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.RefuseConfig;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.guard.Guards;
import dev.joinall.template.Condition;
import dev.joinall.template.Names;
import dev.joinall.template.Read;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** Plans one aggregation. Used once. */
final class AggregationPlanner {
  private final AggregationConfig config;
  private final Map<String, Backend> backends;
  private final Map<String, Guards> guards;
  private final Problems problems;
  private final List<TaskConfig> tasks;
  private final TaskGraph graph;
  private final Names names = new Names();
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<String, Integer> outcomes = new HashMap<>();
  private Names inItem = names;
  private int itemSlot;
  private int indexSlot;

  AggregationPlanner(
      AggregationConfig config,
      Map<String, Backend> backends,
      Map<String, Guards> guards,
      Problems problems) {
    this.config = config;
    this.backends = backends;
    this.guards = guards;
    this.problems = problems;
    this.tasks = List.copyOf(config.tasks().values());
    this.graph = new TaskGraph(tasks, problems);
  }

  Plan plan() {
    Inputs inputs = new InputPlanner(names, problems).plan(config.route(), config.input());
    names.group(Names.TASKS);
    names.group(Names.OUTCOMES);
    for (TaskConfig task : tasks) {
      values.put(task.name(), names.member(Names.TASKS, task.name(), Names.Type.ANY, true));
      outcomes.put(task.name(), names.member(Names.OUTCOMES, task.name(), Names.Type.ANY, true));
    }
    Names inFallback = names.copy();
    inItem = names.copy();
    int fault = inFallback.root(Names.FAULT, Names.Type.ANY);
    itemSlot = inItem.root(Names.ITEM, Names.Type.ANY);
    indexSlot = inItem.root(Names.INDEX, Names.Type.INTEGER);
    var templates = new Templates(names, problems);
    var fallbacks = new Templates(inFallback, problems);
    List<Prepared> prepared = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      prepared.add(prepare(i, templates.fresh(), fallbacks.fresh()));
    }
    graph.checkCycles();
    Templates joins = templates.fresh();
    Set<Integer> joined = joined();
    Join join = join(joins, joined.size());
    joined.addAll(tasksOf(joins.reads()));
    List<Refusal> refusals =
        config.refusals().stream().map(it -> refusal(it, templates.fresh())).toList();
    Templates answers = templates.fresh();
    Answer answer = answer(config.respond(), answers);
    return new Plan(
        config.name(),
        config.route(),
        inputs,
        config.deadline(),
        config.onDeadline() == OnDeadline.FAIL,
        config.onDisconnect() == OnDisconnect.FINISH,
        IntStream.range(0, tasks.size()).mapToObj(i -> task(i, prepared.get(i), fault)).toList(),
        join,
        joined,
        awaited(answer, answers.reads(), joined),
        refusals,
        answer,
        config.stream(),
        inItem.slots());
  }

  /** What is compiled of a task before the whole graph is known. */
  private record Prepared(
      Step step,
      Optional<ForEach> forEach,
      Optional<Condition> when,
      Optional<Template> fallback) {}

  private Prepared prepare(int index, Templates templates, Templates fallbacks) {
    TaskConfig task = tasks.get(index);
    check(task);
    Optional<Condition> when = task.when().map(templates::condition);
    Templates calls =
        task.forEach().isPresent() ? new Templates(inItem, problems) : templates.fresh();
    Step call = call(task, calls);
    boolean distinct = !task.effect() && !calls.reads(Names.INDEX);
    Optional<ForEach> forEach = task.forEach().map(it -> forEach(it, distinct, templates));
    Optional<Template> fallback = task.fallback().map(fallbacks::compile);
    Templates expects = templates.fresh();
    Optional<Condition> expect = task.expect().map(expects::condition);
    graph.add(index, templates.reads());
    graph.add(index, calls.reads());
    graph.add(index, tolerant(fallbacks.reads()));
    graph.add(index, others(task, expects.reads()));
    Step step =
        task.backend()
            .map(it -> guards(it).around(call, task, expect, values(task)))
            .orElseGet(() -> Guards.around(call, expect, values(task)));
    return new Prepared(step, forEach, when, fallback);
  }

  private ForEach forEach(ForEachConfig config, boolean distinct, Templates templates) {
    return new ForEach(
        templates.compile(config.in()),
        config.concurrency(),
        config.max(),
        config.into(),
        distinct,
        itemSlot,
        indexSlot);
  }

  private Refusal refusal(RefuseConfig config, Templates templates) {
    Condition when = templates.condition(config.when());
    Template detail = templates.compile(config.detail());
    return new Refusal(when, config.status(), detail, tasksOf(templates.reads()));
  }

  /** The tasks whose value or outcome is read. */
  private Set<Integer> tasksOf(Set<Read> reads) {
    return reads.stream()
        .filter(it -> it.group().equals(Names.TASKS) || it.group().equals(Names.OUTCOMES))
        .map(it -> indexOf(it.member()))
        .collect(Collectors.toSet());
  }

  private int indexOf(String task) {
    return IntStream.range(0, tasks.size())
        .filter(i -> tasks.get(i).name().equals(task))
        .findFirst()
        .orElseThrow();
  }

  private Guards guards(String backend) {
    return Objects.requireNonNull(guards.get(backend));
  }

  private int values(TaskConfig task) {
    return Objects.requireNonNull(values.get(task.name()));
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

  private void check(TaskConfig task) {
    if (config.route().safe() && task.effect()) {
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

  private Step call(TaskConfig task, Templates templates) {
    if (task.operation() instanceof Operation.Value value) {
      Template template = templates.compile(value.where());
      return scope ->
          Mono.fromSupplier(() -> template.render(scope)).filter(json -> !json.isNull());
    }
    Backend backend = Objects.requireNonNull(backends.get(task.backend().orElseThrow()));
    return backend.prepare(task.operation(), templates);
  }

  private Task task(int index, Prepared prepared, int fault) {
    TaskConfig task = tasks.get(index);
    return new Task(
        index,
        task.name(),
        task.backend(),
        prepared.step(),
        prepared.forEach(),
        prepared.when(),
        prepared.fallback().map(it -> new Task.Fallback(it, fault)),
        task.required(),
        task.hidden(),
        task.effect(),
        graph.needsOf(index),
        graph.dependentsOf(index),
        values(task),
        Objects.requireNonNull(outcomes.get(task.name())));
  }

  private Set<Integer> joined() {
    Set<Integer> joined = new LinkedHashSet<>();
    for (Tree name : config.join().of()) {
      Integer task = graph.find(name);
      if (task != null) {
        joined.add(task);
      }
    }
    return config.join().of().isEmpty() ? all() : joined;
  }

  private Set<Integer> all() {
    return IntStream.range(0, tasks.size()).boxed().collect(Collectors.toSet());
  }

  private Join join(Templates templates, int of) {
    return switch (config.join().mode()) {
      case JoinConfig.All all -> new Join.All();
      case JoinConfig.First(int n) -> new Join.First(reachable(n, of));
      case JoinConfig.Quorum(int n) -> new Join.Quorum(reachable(n, of));
      case JoinConfig.Settled(int n) -> new Join.Settled(reachable(n, of));
      case JoinConfig.Until(Tree expression) -> new Join.Until(templates.condition(expression));
    };
  }

  private int reachable(int n, int of) {
    if (n > of) {
      problems.add(
          config.where() instanceof Tree.Mapping written
              ? written.get("join").orElse(written)
              : config.where(),
          "the join asks for " + n + " tasks, there are " + of,
          "ask for at most " + of);
    }
    return n;
  }

  private static Answer answer(RespondConfig respond, Templates templates) {
    return new Answer(
        made(respond.met(), templates),
        respond.unmet().map(it -> made(it, templates)),
        respond.errors());
  }

  private static Answer.Made made(RespondConfig.Made config, Templates templates) {
    return new Answer.Made(
        config.status().map(templates::compile),
        templates.compile(config.headers()),
        config.body().map(templates::compile));
  }

  private Set<Integer> awaited(Answer answer, Set<Read> reads, Set<Integer> joined) {
    Set<Integer> read = tasksOf(reads);
    return all().stream()
        .filter(task -> !joined.contains(task))
        .filter(task ->
            read.contains(task)
                || (answer.met().body().isEmpty() && !tasks.get(task).hidden())
                || tasks.get(task).required())
        .collect(Collectors.toSet());
  }
}
