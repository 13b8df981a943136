package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.BackendCall;
import dev.joinall.config.Config;
import dev.joinall.config.Operation;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Join;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.plan.Work;
import dev.joinall.template.Template;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The schemas of the bodies of answers.
 *
 * @param titles those of the file's schemas, in the form of a component's name
 */
record Bodies(Config config, Map<String, Plan> plans, Set<String> titles, Components components) {
  /** The body of the answer if the join is met. */
  Map<String, Object> of(Plan plan) {
    String name = Titles.pascal(plan.name());
    return components.schema(
        titles.contains(name) ? name + "Answer" : name,
        "answer of " + plan.name(),
        () ->
            plan.answer()
                .met()
                .body()
                .map(it -> new ValueSchemas(this, plan).of(it))
                .orElseGet(() -> tasks(plan)));
  }

  /** The body that the file declares for an unmet join. */
  Map<String, Object> unmet(Template body, String cause, Plan plan) {
    String of = cause.equals(RespondConfig.DEFAULT_CAUSE) ? "" : "-" + cause;
    return components.schema(
        Titles.pascal(plan.name() + "-unmet" + of),
        "unmet " + plan.name() + of,
        () -> new ValueSchemas(this, plan).of(body));
  }

  /** The body that the file declares for a refusal. */
  Map<String, Object> refused(Template body, Plan plan) {
    return new ValueSchemas(this, plan).of(body);
  }

  SchemaParts parts() {
    return new SchemaParts(components);
  }

  InputSchemas inputs(Plan plan) {
    return new InputSchemas(plan, config(plan).input(), components);
  }

  private AggregationConfig config(Plan plan) {
    return Objects.requireNonNull(config.aggregations().get(plan.name()));
  }

  private Map<String, Object> tasks(Plan plan) {
    RespondConfig.Errors errors = config(plan).respond().errors();
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Task task : plan.tasks()) {
      if (!task.hidden()) {
        properties.put(task.name(), ofTask(task, plan));
      }
    }
    List<String> always = List.copyOf(properties.keySet());
    properties.put("errors", new CommonSchemas(components).errors(errors));
    return CommonSchemas.object(properties, always);
  }

  /**
   * The schema of a task's value. It includes null, unless every answer has a value of the task.
   */
  Map<String, Object> ofTask(Task task, Plan plan) {
    Map<String, Object> value = value(task, plan);
    return mayBeAbsent(task, plan) || mayBeNull(task, plan) ? NullableSchema.of(value) : value;
  }

  /** Whether the value may be null. An effect without a value is a success, too. */
  private boolean mayBeNull(Task task, Plan plan) {
    TaskConfig written = Objects.requireNonNull(config(plan).tasks().get(task.name()));
    return task.effect()
        && written.operation() instanceof BackendCall call
        && call.result().hasStatus();
  }

  /** Whether there can be an answer without a value of this task. */
  static boolean mayBeAbsent(Task task, Plan plan) {
    return mayBeAbsent(task, plan, new HashSet<>());
  }

  /**
   * @param seen the visited tasks
   */
  private static boolean mayBeAbsent(Task task, Plan plan, Set<Integer> seen) {
    if (task.required() || !seen.add(task.index())) {
      return false;
    }
    boolean waitedFor =
        plan.join() instanceof Join.All
            && (plan.joined().contains(task.index()) || plan.awaited().contains(task.index()));
    return !waitedFor
        || task.when().isPresent()
        || fallback(task).isEmpty()
        || task.needs().stream()
            .anyMatch(need ->
                need.what() != Task.For.SETTLED
                    && mayBeAbsent(plan.tasks().get(need.task()), plan, seen));
  }

  /** A constant fallback. */
  static Optional<Object> fallback(Task task) {
    return task.fallback()
        .map(Task.Fallback::template)
        .filter(it -> it instanceof Template.Constant(var json) && !json.isNull())
        .map(it -> ((Template.Constant) it).json());
  }

  private Map<String, Object> value(Task task, Plan plan) {
    TaskConfig written = Objects.requireNonNull(config(plan).tasks().get(task.name()));
    String title = Titles.pascal(plan.name() + "-" + task.name());
    Map<String, Object> one =
        written
            .schema()
            .map(it -> components.convert(JsonMaps.of(it), title))
            .orElseGet(() -> orFallback(known(written.operation(), task, plan), task, plan));
    return task.forEach().map(it -> list(it, NullableSchema.of(one), plan)).orElse(one);
  }

  /** The schema of a list. An item that is an object keeps its own members besides its result. */
  private Map<String, Object> list(ForEach forEach, Map<String, Object> result, Plan plan) {
    Map<String, Object> element =
        forEach
            .into()
            .map(name ->
                parts()
                    .with(
                        parts().items(new ValueSchemas(this, plan).of(forEach.in())), name, result))
            .orElse(result);
    return JsonMaps.map("type", "array", "maxItems", (long) forEach.max(), "items", element);
  }

  /** The schema extended by that of the fallback, which may have another type. */
  private Map<String, Object> orFallback(Map<String, Object> known, Task task, Plan plan) {
    return task.fallback()
        .map(it -> new ValueSchemas(this, plan).of(it.template()))
        .map(it -> SchemaUnion.of(List.of(known, NullableSchema.without(it))))
        .orElse(known);
  }

  /** The known schema of a value for which none is declared. */
  private Map<String, Object> known(Operation operation, Task task, Plan plan) {
    return switch (operation) {
      case BackendCall call ->
          components.convert(JsonMaps.parse(call.result().schema()), Titles.pascal(call.label()));
      case Operation.Value _ ->
          task.work() instanceof Work.Call(_, var computed)
              ? computed
                  .map(it -> NullableSchema.without(new ValueSchemas(this, plan).of(it)))
                  .orElse(Map.of())
              : Map.of();
      case Operation.Aggregation inner -> of(Objects.requireNonNull(plans.get(inner.name())));
    };
  }
}
