package dev.joinall.plan;

import dev.joinall.backend.Backend;
import dev.joinall.cache.AnswerCache;
import dev.joinall.cache.CacheStore;
import dev.joinall.cache.SharedStore;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.AggregationConfig.OnDeadline;
import dev.joinall.config.AggregationConfig.OnDisconnect;
import dev.joinall.config.Config;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.guard.BackendGuards;
import dev.joinall.guard.Guards;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Templates;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans one aggregation: its inputs, its tasks, its join and its answer.
 *
 * @param previous the plans of the previous file, whose guards keep their state; empty at start-up
 */
record AggregationPlanner(
    Map<String, Backend> backends,
    Map<String, BackendGuards> guards,
    List<Plan> previous,
    InnerPlanner inners,
    CacheStore store,
    Map<String, SharedStore> shared,
    Config file,
    Problems problems) {
  Plan plan(AggregationConfig config) {
    var slots = new SymbolTable();
    Inputs inputs = new InputPlanner(slots, problems).plan(config.route(), config.input());
    var access = new AccessPlanner(config.access(), slots, file, problems);
    SymbolTable requestSymbols = slots.copy();
    List<TaskConfig> declared = List.copyOf(config.tasks().values());
    var names = TaskNames.of(slots, declared);
    var graph = new TaskGraph(declared, problems);
    var templates = new Templates(names.everywhere(), problems);
    boolean safe = config.route().map(RouteConfig::safe).orElse(false);
    List<Task> tasks =
        new TaskPlanner(declared, safe, names, graph, workPlanner(config, names), problems).plan();
    var joined = new JoinPlanner(config, graph, templates.fresh(), problems).plan();
    List<Refusal> refusals = new RefusalPlanner(config.refusals(), tasks, graph, templates).plan();
    var answers = new AnswerPlanner(declared, graph, names, problems);
    AnswerPlan answer = answers.plan(config.respond());
    new StreamedPlanRules(config, names, problems).check(tasks, answer, streamedBody(inputs));
    boolean streamed = answer.streamed() || streamedBody(inputs).isPresent();
    Optional<AnswerCache> cache =
        new AnswerCachePlanner(file, store, shared, problems)
            .plan(config, requestSymbols, inputs, streamed);
    Access allowed = access.plan(config, templates);
    new AnswerCacheRules(problems).check(config, allowed, inputs);
    var plan =
        new Plan(
            config.name(),
            config.route(),
            allowed,
            inputs,
            config.deadline(),
            config.onDeadline() == OnDeadline.FAIL,
            config.onDisconnect() == OnDisconnect.FINISH,
            tasks.stream().map(it -> it.reading(read(it, names))).toList(),
            tasks.stream().flatMap(it -> it.session().stream()).distinct().toList(),
            joined.join(),
            joined.tasks(),
            answers.awaited(answer, refusals, joined.tasks()),
            refusals,
            answer,
            config.stream(),
            RepeatedCalls.of(tasks),
            cache,
            names.slots());
    new SessionRules(config, problems).check(plan);
    return plan;
  }

  private static Optional<Integer> streamedBody(Inputs inputs) {
    return inputs
        .body()
        .filter(it -> it.content().type() == BodyContent.Type.STREAM)
        .map(Inputs.Body::slot);
  }

  /** The parts of the reply that are needed: a reply that is passed on counts as read. */
  private static ReplyParts read(Task task, TaskNames names) {
    ReplyParts read = names.everywhere().replies(task.name());
    return task.pass().isEmpty() ? read : read.and(ReplyParts.WHOLE);
  }

  /** The guards of the same task in the previous file, if it called a backend of the same name. */
  private Optional<Guards> before(TaskConfig task, AggregationConfig config) {
    return previous.stream()
        .filter(it -> it.name().equals(config.name()))
        .flatMap(it -> it.tasks().stream())
        .filter(it -> it.name().equals(task.name()) && it.backend().equals(task.backend()))
        .findFirst()
        .flatMap(Task::guards);
  }

  private WorkPlanner workPlanner(AggregationConfig config, TaskNames names) {
    return new WorkPlanner(
        backends,
        guards,
        task -> before(task, config),
        inners,
        new ReusePlanner(config.name(), file.backends(), store, shared, new ReuseRules(problems)),
        new BatchPlanner(names, problems));
  }
}
