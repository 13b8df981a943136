package dev.joinall.explain;

import dev.joinall.config.TaskConfig;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Task;
import dev.joinall.plan.Task.For;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tasks by levels: those that start at once, and those that depend on them. */
final class TaskTable {
  private static final int MAX_NAME = 24;
  private static final int MAX_BACKEND = 14;
  private static final int MAX_OPERATION = 30;

  private TaskTable() {}

  static void draw(Explanation explanation, Page page) {
    List<Task> tasks = explanation.plan().tasks();
    int name = nameWidth(explanation);
    int backend =
        Page.width(tasks.stream().map(it -> it.backend().orElse("")).toList(), MAX_BACKEND);
    int operation =
        Page.width(tasks.stream().map(it -> operation(it, explanation)).toList(), MAX_OPERATION);
    for (int i = 0; i < explanation.levels().size(); i++) {
      page.line(i == 0 ? "  at once" : "  then");
      for (Task task : explanation.levels().get(i)) {
        String row =
            "    %s  %s  %s  "
                .formatted(
                    Page.fit(task.name(), name),
                    Page.fit(task.backend().orElse(""), backend),
                    Page.fit(operation(task, explanation), operation));
        page.words(row, notes(task, explanation));
      }
    }
  }

  static int nameWidth(Explanation explanation) {
    return Page.width(explanation.plan().tasks().stream().map(Task::name).toList(), MAX_NAME);
  }

  private static String operation(Task task, Explanation explanation) {
    return Labels.of(explanation.written(task).operation());
  }

  private static String notes(Task task, Explanation explanation) {
    List<String> notes = new ArrayList<>();
    for (For what : For.values()) {
      List<Integer> needs =
          task.needs().stream().filter(need -> need.what() == what).map(Task.Need::task).toList();
      note(
          notes,
          !needs.isEmpty(),
          Labels.verb(what) + " " + String.join(" ", explanation.names(needs)));
    }
    note(notes, task.when().isPresent(), "when");
    task.forEach().ifPresent(it -> notes.add(forEach(it)));
    CallTime call = explanation.call(task);
    String timeout = Labels.time(call.timeout());
    boolean own = explanation.written(task).timeout().isPresent();
    note(notes, call.attempts() > 1, call.attempts() + " attempts of " + timeout);
    note(notes, call.attempts() == 1 && own, "timeout " + timeout);
    guards(task, explanation, notes);
    reuse(task, explanation, notes);
    note(notes, task.effect(), "effect");
    note(notes, task.required(), "required");
    note(notes, explanation.written(task).streams(), "is the answer as it arrives");
    note(notes, task.uploads(), "passes the body on as it arrives");
    note(notes, !task.pass().isEmpty(), "passes " + statuses(task) + " on");
    note(notes, task.fallback().isPresent(), "fallback");
    note(notes, task.hidden(), "hidden");
    return String.join(", ", notes);
  }

  private static String statuses(Task task) {
    return task.pass().stream().sorted().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static void guards(Task task, Explanation explanation, List<String> notes) {
    TaskConfig written = explanation.written(task);
    explanation
        .backend(task)
        .flatMap(it -> it.guardsFor(written).hedge())
        .ifPresent(it -> notes.add("hedged after " + it.after().map(Labels::time).orElse("p95")));
    note(notes, written.guards().circuitBreaker().isPresent(), "own circuit");
    note(notes, written.guards().bulkhead().isPresent(), "own bulkhead");
    note(notes, written.guards().rateLimit().isPresent(), "own rate limit");
  }

  private static void reuse(Task task, Explanation explanation, List<String> notes) {
    explanation.written(task).reuse().cache().ifPresent(it -> notes.add("cached " + Labels.of(it)));
    note(notes, explanation.repeats(task), "equal calls once");
    note(
        notes,
        !explanation.written(task).reuse().invalidates().isEmpty(),
        "makes cached values stale");
  }

  private static String forEach(ForEach forEach) {
    String batch =
        forEach.batch().map(it -> " by %s of %d".formatted(it.word(), it.max())).orElse("");
    return "for each of at most %d%s, %d at once"
        .formatted(forEach.max(), batch, forEach.concurrency());
  }

  private static void note(List<String> notes, boolean applies, String note) {
    if (applies) {
      notes.add(note);
    }
  }
}
