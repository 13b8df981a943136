package dev.joinall.plan;

import dev.joinall.config.AnswerCacheConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans the answer, and the tasks that it needs. Used once. */
record AnswerPlanner(List<TaskConfig> tasks, TaskGraph graph, TaskNames names, Templates inAnswer) {
  AnswerPlanner(List<TaskConfig> tasks, TaskGraph graph, TaskNames names, Problems problems) {
    this(tasks, graph, names, new Templates(names.inAnswer(), problems).missingIsNull());
  }

  AnswerPlan plan(RespondConfig respond) {
    boolean streamed = respond.met().body().flatMap(inAnswer::takeTask).isPresent();
    AnswerPlan.Made met =
        made(cached(streamed ? respond.met().withoutContent() : respond.met(), respond));
    Map<String, AnswerPlan.Made> unmet = new LinkedHashMap<>();
    respond.unmet().forEach((cause, config) -> unmet.put(cause, made(config)));
    OptionalInt winners =
        inAnswer.reads(SymbolTable.WINNERS) ? OptionalInt.of(names.winners()) : OptionalInt.empty();
    return new AnswerPlan(
        met, unmet, respond.errors(), winners, graph.tasksOf(inAnswer.reads()), streamed);
  }

  /**
   * Adds the caching headers. An incomplete answer must not be stored, whatever its headers say.
   */
  private static RespondConfig.Made cached(RespondConfig.Made made, RespondConfig respond) {
    if (respond.cache().isEmpty()) {
      return made;
    }
    AnswerCacheConfig cache = respond.cache().get();
    Map<String, Tree> headers = new LinkedHashMap<>(made.headers());
    headers.put("Cache-Control", Tree.Scalar.of(cache.where(), cache.cacheControl()));
    return new RespondConfig.Made(made.status(), headers, made.body());
  }

  private AnswerPlan.Made made(RespondConfig.Made config) {
    Optional<Template> body = config.body().map(inAnswer::compile);
    Map<String, Tree> headers = new LinkedHashMap<>(config.headers());
    headers.keySet().removeIf(AnswerTypePlanner::isType);
    Map<String, List<Integer>> slots = new HashMap<>();
    config.status().ifPresent(it -> slots.put(AnswerPlan.Made.STATUS, slotsOf(it)));
    headers.forEach((name, it) -> slots.put(name, slotsOf(it)));
    return new AnswerPlan.Made(
        config.status().map(it -> inAnswer.number(it, "an HTTP status", 200, 599)),
        inAnswer.compile(headers),
        new AnswerTypePlanner(inAnswer, inAnswer.problems()).plan(config, body),
        body,
        slots);
  }

  /** The values of the tasks that a part of the answer reads. */
  private List<Integer> slotsOf(Tree tree) {
    Templates alone = inAnswer.fresh();
    var _ = alone.compile(tree);
    return graph.tasksOf(alone.reads()).stream().map(names::value).toList();
  }

  /** The tasks that the answer waits for besides the joined ones. */
  Set<Integer> awaited(AnswerPlan answer, List<Refusal> refusals, Set<Integer> joined) {
    boolean tellsAll = answer.met().body().isEmpty() && !answer.streamed();
    return graph.all().stream()
        .filter(task -> !joined.contains(task))
        .filter(task ->
            answer.reads().contains(task)
                || refusals.stream().anyMatch(it -> it.reads().contains(task))
                || (tellsAll && !tasks.get(task).hidden())
                || tasks.get(task).required())
        .collect(Collectors.toSet());
  }
}
