package dev.joinall.plan;

import dev.joinall.config.RefuseConfig;
import dev.joinall.json.Json;
import dev.joinall.plan.Task.Need;
import dev.joinall.template.Condition;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plans when each refusal is evaluated, and which effects wait for it.
 *
 * @param graph must be complete
 */
record RefusalPlanner(
    List<RefuseConfig> written, List<Task> tasks, TaskGraph graph, Templates templates) {
  private static final String HINT =
      "an effect starts after every refusal that does not read it; let one of these effects need"
          + " the other, or let the refusals read tasks that settle before both";

  List<Refusal> plan() {
    List<Refusal> planned = written.stream().map(this::plan).toList();
    checkOrder(planned);
    return planned;
  }

  private Refusal plan(RefuseConfig config) {
    Templates conditionTemplates = templates.fresh();
    Condition when = conditionTemplates.condition(config.when());
    Templates detailTemplates = templates.fresh();
    Template detail =
        config
            .detail()
            .map(detailTemplates::compile)
            .orElse(new Template.Constant(Json.string("refused")));
    Templates answer = templates.missingIsNull();
    Map<String, Template> headers = answer.compile(config.headers());
    Optional<Template> body = config.body().map(answer::compile);
    Set<Integer> read = new HashSet<>(graph.tasksOf(detailTemplates.reads()));
    read.addAll(graph.tasksOf(answer.reads()));
    List<Need> needs = graph.needsOf(conditionTemplates.reads());
    return new Refusal(
        when,
        config.status(),
        detail,
        headers,
        body,
        needs,
        conditionTemplates.inputs(),
        read,
        Refusal.held(needs, tasks));
  }

  /**
   * Reports cycles of refusals and tasks. Refusals are nodes of the graph, numbered after the
   * tasks.
   */
  private void checkOrder(List<Refusal> planned) {
    List<Integer> nodes = IntStream.range(0, tasks.size() + planned.size()).boxed().toList();
    var _ = new TopologicalSort<Integer>(node -> before(node, planned), this::report).of(nodes);
  }

  private List<Integer> before(int node, List<Refusal> planned) {
    if (node >= tasks.size()) {
      return planned.get(node - tasks.size()).needs().stream().map(Need::task).toList();
    }
    List<Integer> before =
        new ArrayList<>(tasks.get(node).needs().stream().map(Need::task).toList());
    for (int i = 0; i < planned.size(); i++) {
      if (planned.get(i).holds().contains(node)) {
        before.add(tasks.size() + i);
      }
    }
    return before;
  }

  /** Reports a cycle, unless it has only tasks; such a cycle is reported elsewhere. */
  private void report(List<Integer> circle) {
    circle.stream()
        .filter(node -> node >= tasks.size())
        .findFirst()
        .map(node -> written.get(node - tasks.size()))
        .ifPresent(it ->
            templates
                .problems()
                .add(it.when(), "these wait for each other: " + cyclePath(circle), HINT));
  }

  private String cyclePath(List<Integer> circle) {
    return circle.stream()
        .map(node -> node < tasks.size() ? tasks.get(node).name() : name(node - tasks.size()))
        .collect(Collectors.joining(" -> "));
  }

  private String name(int refusal) {
    return written.size() == 1 ? "refuse" : "refuse[" + refusal + "]";
  }
}
