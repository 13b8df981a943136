package dev.joinall.run;

import dev.joinall.backend.Step;
import dev.joinall.config.Position;
import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.plan.Access;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Join;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Reuse;
import dev.joinall.plan.Task;
import dev.joinall.plan.Task.For;
import dev.joinall.plan.Task.Need;
import dev.joinall.plan.Work;
import dev.joinall.template.Condition;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Builds plans of test steps; conditions and fallbacks are real expressions. */
final class PlanBuilder {
  private static final Tree HERE = new Tree.Scalar(Position.START, "", null, "");

  private static final AnswerPlan.Made MADE =
      new AnswerPlan.Made(Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Map.of());

  private static final Json OK = Outcomes.json(new Outcome.Ok(Json.TRUE));

  private final RouteConfig route;
  private final Map<String, Spec> specs = new LinkedHashMap<>();
  private final SymbolTable symbols = new SymbolTable();
  private final Problems problems = new Problems();
  private Duration deadline = Duration.ofSeconds(1);
  private Join join = new Join.All();
  private String until = "";
  private List<String> of = List.of();
  private List<String> awaited = List.of();
  private boolean winners;
  private boolean unmet;
  private final List<Refuse> refusals = new ArrayList<>();

  /**
   * One refusal.
   *
   * @param when a test condition; {@code expression} is used if empty
   */
  private record Refuse(
      String expression, String detail, Optional<Condition> when, Map<String, For> reads) {}

  /** One task. */
  static final class Spec {
    private final Work work;
    private final Map<String, For> needs = new LinkedHashMap<>();
    private Optional<Condition> condition = Optional.empty();
    private String when = "";
    private String fallback = "";
    private boolean required;
    private boolean effect;

    private Spec(Work work) {
      this.work = work;
    }

    Spec needs(String task, For what) {
      needs.put(task, what);
      return this;
    }

    Spec reads(String task) {
      return needs(task, For.VALUE);
    }

    Spec when(String expression) {
      when = expression;
      return this;
    }

    Spec when(Condition hand) {
      condition = Optional.of(hand);
      return this;
    }

    Spec fallback(String template) {
      fallback = template;
      return this;
    }

    Spec required() {
      required = true;
      return this;
    }

    Spec effect() {
      effect = true;
      return this;
    }
  }

  private PlanBuilder(String method) {
    this.route = new RouteConfig(HERE, method, List.of());
    symbols.group(SymbolTable.TASKS);
    symbols.group(SymbolTable.OUTCOMES);
  }

  static PlanBuilder get() {
    return new PlanBuilder("GET");
  }

  static PlanBuilder post() {
    return new PlanBuilder("POST");
  }

  /** Whether the task of this index is ok, for test conditions. */
  static boolean isOk(Scope scope, int task) {
    return OK.equals(scope.get(2 * task + 1));
  }

  /** Adds a task; the returned object has its options. */
  Spec task(String name, Step step) {
    return task(name, new Work.Call(step));
  }

  /** Adds a task that runs another plan, without inputs. */
  Spec task(String name, Plan inner, Duration limit) {
    return task(name, new Work.Inner(inner, List.of(), limit, Optional.empty()));
  }

  private Spec task(String name, Work work) {
    var spec = new Spec(work);
    specs.put(name, spec);
    symbols.member(SymbolTable.TASKS, name, SymbolTable.Type.ANY, true);
    symbols.member(SymbolTable.OUTCOMES, name, SymbolTable.Type.ANY, true);
    return spec;
  }

  PlanBuilder with(String name, Step step) {
    var _ = task(name, step);
    return this;
  }

  PlanBuilder deadline(Duration value) {
    deadline = value;
    return this;
  }

  PlanBuilder join(Join value) {
    join = value;
    return this;
  }

  PlanBuilder until(String expression) {
    until = expression;
    return this;
  }

  /** The tasks that the join observes, instead of all. */
  PlanBuilder of(String... tasks) {
    of = List.of(tasks);
    return this;
  }

  PlanBuilder awaited(String... tasks) {
    awaited = List.of(tasks);
    return this;
  }

  /** The answer reads the winners. */
  PlanBuilder winners() {
    winners = true;
    return this;
  }

  /** The file declares the answer of a join that is not met. */
  PlanBuilder unmet() {
    unmet = true;
    return this;
  }

  /** Denies a request with 403 if the expression is true. */
  PlanBuilder refuse(String expression) {
    refusals.add(new Refuse(expression, "no", Optional.empty(), Map.of()));
    return this;
  }

  /** Denies a request by a test condition, which reads these tasks. */
  PlanBuilder refuse(Condition when, Map<String, For> reads) {
    refusals.add(new Refuse("", "no", Optional.of(when), reads));
    return this;
  }

  private Refusal refusal(Refuse written, Templates templates, List<Task> tasks) {
    Templates asked = templates.fresh();
    Condition when = written.when().orElseGet(() -> asked.condition(text(written.expression())));
    Map<String, For> reads = new LinkedHashMap<>(written.reads());
    asked
        .reads()
        .forEach(it ->
            reads.put(
                it.member(),
                it.tolerant() || it.group().equals(SymbolTable.OUTCOMES)
                    ? For.SETTLED
                    : For.VALUE));
    List<Need> needs =
        reads.entrySet().stream()
            .map(read -> new Need(index(read.getKey()), read.getValue()))
            .toList();
    return new Refusal(
        when,
        403,
        templates.fresh().compile(text(written.detail())),
        Map.of(),
        Optional.empty(),
        needs,
        asked.inputs(),
        Set.of(),
        Refusal.held(needs, tasks));
  }

  Plan build() {
    SymbolTable inFallback = symbols.copy();
    int fault = inFallback.root(SymbolTable.FAULT, SymbolTable.Type.ANY);
    var templates = new Templates(symbols, problems);
    var fallbacks = new Templates(inFallback, problems);
    List<Task> tasks = new ArrayList<>();
    for (String name : specs.keySet()) {
      tasks.add(task(name, templates, fallbacks, fault));
    }
    Join made = until.isEmpty() ? join : new Join.Until(templates.condition(text(until)));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.all().toString());
    }
    int slots = inFallback.slots();
    return new Plan(
        "plan",
        Optional.of(route),
        Access.OPEN,
        new Inputs(List.of(), Optional.empty(), slots, slots + 1),
        deadline,
        false,
        !route.safe(),
        tasks,
        List.of(),
        made,
        of.isEmpty() ? all() : indices(of),
        indices(awaited),
        refusals.stream().map(it -> refusal(it, templates, tasks)).toList(),
        new AnswerPlan(
            MADE,
            unmet ? Map.of(RespondConfig.DEFAULT_CAUSE, MADE) : Map.of(),
            RespondConfig.Errors.BRIEF,
            winners ? OptionalInt.of(slots + 2) : OptionalInt.empty(),
            Set.of(),
            false),
        false,
        Set.of(),
        Optional.empty(),
        slots + 3);
  }

  private Task task(String name, Templates templates, Templates fallbacks, int fault) {
    Spec spec = specs.get(name);
    int index = index(name);
    return new Task(
        index,
        name,
        Optional.empty(),
        spec.work,
        Optional.empty(),
        Optional.empty(),
        spec.condition.or(() -> optional(spec.when).map(templates::condition)),
        optional(spec.fallback).map(tree -> new Task.Fallback(fallbacks.compile(tree), fault)),
        spec.required,
        false,
        spec.effect,
        false,
        Reuse.NONE,
        Set.of(),
        Map.of(),
        Optional.empty(),
        ReplyParts.NONE,
        spec.needs.entrySet().stream()
            .map(need -> new Need(index(need.getKey()), need.getValue()))
            .toList(),
        specs.keySet().stream()
            .filter(other -> specs.get(other).needs.containsKey(name))
            .map(this::index)
            .toList(),
        2 * index,
        2 * index + 1);
  }

  private static Optional<Tree> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text(text));
  }

  private static Tree text(String text) {
    return Tree.Scalar.of(HERE, text);
  }

  private int index(String name) {
    int index = List.copyOf(specs.keySet()).indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no task " + name);
    }
    return index;
  }

  private Set<Integer> all() {
    return IntStream.range(0, specs.size()).boxed().collect(Collectors.toSet());
  }

  private Set<Integer> indices(List<String> tasks) {
    return tasks.stream().map(this::index).collect(Collectors.toCollection(HashSet::new));
  }
}
