package dev.joinall.plan;

import dev.joinall.config.RefuseConfig;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.template.Condition;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans what is answered, and which tasks that takes. Used once. */
final class AnswerPlanner {
  private final List<TaskConfig> tasks;
  private final TaskGraph graph;
  private final Templates templates;
  private final Templates responds;

  /** A planner over these tasks. */
  AnswerPlanner(List<TaskConfig> tasks, TaskGraph graph, Templates templates) {
    this.tasks = tasks;
    this.graph = graph;
    this.templates = templates;
    this.responds = templates.missingIsNull();
  }

  Answer plan(RespondConfig respond) {
    return new Answer(made(respond.met()), respond.unmet().map(this::made), respond.errors());
  }

  private Answer.Made made(RespondConfig.Made config) {
    return new Answer.Made(
        config.status().map(responds::compile),
        responds.compile(config.headers()),
        config.body().map(responds::compile));
  }

  Refusal plan(RefuseConfig config) {
    Templates asked = templates.fresh();
    Condition when = asked.condition(config.when());
    Template detail = asked.compile(config.detail());
    return new Refusal(when, config.status(), detail, graph.tasksOf(asked.reads()));
  }

  /** What the answer waits for beside what the join looks at. */
  Set<Integer> awaited(Answer answer, Set<Integer> joined) {
    Set<Integer> read = graph.tasksOf(responds.reads());
    boolean tellsAll = answer.met().body().isEmpty();
    return graph.all().stream()
        .filter(task -> !joined.contains(task))
        .filter(task ->
            read.contains(task)
                || (tellsAll && !tasks.get(task).hidden())
                || tasks.get(task).required())
        .collect(Collectors.toSet());
  }
}
