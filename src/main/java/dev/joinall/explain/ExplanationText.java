package dev.joinall.explain;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.AggregationConfig.OnDeadline;
import dev.joinall.config.Fields;
import dev.joinall.config.Problem;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.Source;
import dev.joinall.plan.Plan;
import dev.joinall.plan.PlannedSession;
import dev.joinall.plan.Refusal;
import dev.joinall.plan.Task;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Explanations as text. */
public final class ExplanationText {
  private ExplanationText() {}

  /** Each aggregation with its tasks, its times, its backends and its warnings. */
  public static String of(Explained explained) {
    return explained.aggregations().stream()
        .map(it -> of(it, explained.config().source()))
        .collect(Collectors.joining("\n\n"));
  }

  private static String of(Explanation explanation, Source source) {
    var page = new Page();
    page.line(
        explanation.name()
            + "  "
            + explanation.config().route().map(RouteConfig::text).orElse("for other aggregations"));
    head(explanation, page);
    page.gap();
    TaskTable.draw(explanation, page);
    page.gap();
    Waterfall.draw(explanation, page);
    if (!explanation.backends().isEmpty()) {
      page.gap();
      BackendTable.draw(explanation, page);
    }
    List<Problem> warnings = explanation.warnings();
    if (!warnings.isEmpty()) {
      page.gap().line("  " + Labels.count(warnings.size(), "warning"));
      warnings.forEach(it -> warning(it, source, "    ", page));
    }
    return page.toString();
  }

  /** A summary line, and these warnings in the form of problems. */
  public static String summary(Explained explained, List<Problem> warnings) {
    String counted =
        Labels.count(explained.aggregations().size(), "aggregation")
            + ", "
            + Labels.count(explained.config().backends().size(), "backend");
    var page = new Page();
    page.line(
        warnings.isEmpty() ? counted : counted + ", " + Labels.count(warnings.size(), "warning"));
    for (Problem warning : warnings) {
      page.gap();
      warning(warning, explained.config().source(), "", page);
    }
    return page.toString();
  }

  private static void warning(Problem warning, Source source, String indent, Page page) {
    page.line(
        "%s%s:%d:%d  %s"
            .formatted(
                indent, source.name(), warning.at().line(), warning.at().column(), warning.path()));
    page.words(indent + "  ", warning.message());
    page.words(indent + "  hint: ", warning.hint());
  }

  private static void head(Explanation explanation, Page page) {
    AggregationConfig config = explanation.config();
    Plan plan = explanation.plan();
    boolean fails = config.onDeadline() == OnDeadline.FAIL;
    page.line(
        "  deadline  %s, then %s"
            .formatted(Labels.time(plan.deadline()), fails ? "a 504" : "the values so far"));
    page.words("  join      ", Labels.of(config.join()));
    config
        .access()
        .allow()
        .ifPresent(
            it -> page.words("  allow     ", AccessLabels.of(it, plan.access().groupsWithProof())));
    plan.access().limits().forEach(it -> page.words("  limit     ", AccessLabels.of(it)));
    AccessLabels.of(plan.access().overload()).ifPresent(it -> page.words("  overload  ", it));
    config.access().cors().ifPresent(it -> page.words("  cors      ", AccessLabels.of(it)));
    plan.inputs().body().ifPresent(it -> page.words("  body      ", Labels.of(it.content())));
    names(explanation, "  waits for ", it -> plan.awaited().contains(it.index()), page);
    names(explanation, "  required  ", Task::required, page);
    names(explanation, "  effects   ", Task::effect, page);
    config.cache().ifPresent(it -> page.words("  cache     ", "answers " + Labels.of(it)));
    plan.sessions().forEach(it -> page.words("  session   ", session(it, explanation)));
    plan.refusals().forEach(it -> page.words("  refuse    ", refusal(it, explanation)));
    if (plan.finishesWithoutClient()) {
      page.line("  client    on disconnect: tasks continue");
    } else {
      page.line("  client    on disconnect: tasks are cancelled");
    }
  }

  private static String session(PlannedSession session, Explanation explanation) {
    String tasks =
        explanation.plan().tasks().stream()
            .filter(it -> it.session().filter(session::equals).isPresent())
            .map(Task::name)
            .collect(Collectors.joining(", "));
    return "%s at %s, one after the other: %s"
        .formatted(Fields.name(session.mode()), session.name(), tasks);
  }

  /** Describes when the refusal is evaluated, and which effects wait for it. */
  private static String refusal(Refusal refusal, Explanation explanation) {
    List<String> after = explanation.names(refusal.reads());
    List<String> before = explanation.names(refusal.holds());
    String evaluated =
        refusal.status()
            + ", asked "
            + (after.isEmpty() ? "before anything" : "after " + String.join(", ", after));
    return after.isEmpty() || before.isEmpty()
        ? evaluated
        : evaluated + " and before " + String.join(", ", before);
  }

  private static void names(
      Explanation explanation, String beginning, Predicate<Task> which, Page page) {
    String names =
        explanation.plan().tasks().stream()
            .filter(which)
            .map(Task::name)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      page.words(beginning, names);
    }
  }
}
