package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Join;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.template.Template;
import java.util.regex.Pattern;

/** Warns of options that have no effect. */
final class UnusedOptions implements Warnings.Check {

  @Override
  public void check(Explanation explanation, Problems found) {
    for (Task task : explanation.plan().tasks()) {
      TaskConfig written = explanation.written(task);
      unread(task, written, explanation.plan(), found);
      required(task, written, found);
      retry(written, found);
      effectWords(written, found);
      expect(written, found);
      forEach(task, written, found);
    }
  }

  private static void unread(Task task, TaskConfig written, Plan plan, Problems found) {
    boolean read =
        !task.dependents().isEmpty()
            || plan.answer().reads().contains(task.index())
            || (plan.answer().winners().isPresent() && plan.joined().contains(task.index()))
            || plan.refusals().stream()
                .anyMatch(it ->
                    it.reads().contains(task.index()) || it.detailReads().contains(task.index()));
    boolean counts = task.required() || task.effect() || !(plan.join() instanceof Join.All);
    if (task.hidden() && !read && !counts) {
      found.add(
          written.where().placeOf("hidden"),
          "no expression reads this value, the answer hides it, and the task has no effect",
          "remove the task, or \"hidden\"");
    }
  }

  private static void effectWords(TaskConfig task, Problems found) {
    boolean isRead = task.backend().isPresent() && !task.operation().effect();
    if (isRead && task.idempotent()) {
      found.add(
          task.where().placeOf("idempotent"),
          "this only reads, so it may be repeated anyway",
          "remove \"idempotent\"");
    }
    if (isRead && task.safe()) {
      found.add(task.where().placeOf("safe"), "this only reads anyway", "remove \"safe\"");
    }
  }

  private static void expect(TaskConfig task, Problems found) {
    task.expect()
        .filter(it -> it instanceof Tree.Scalar)
        .map(it -> ((Tree.Scalar) it).text())
        .filter(it -> !Pattern.compile("\\btasks\\.\\??" + task.name() + "\\b").matcher(it).find())
        .ifPresent(it ->
            found.add(
                task.where().placeOf("expect"),
                "this does not read the value of the task itself",
                "read it as tasks." + task.name()));
  }

  /** Warns of a call that does not read the item, so that all calls are the same. */
  private static void forEach(Task task, TaskConfig written, Problems found) {
    boolean reads = written.where().scalars().anyMatch(it -> READS_ITEM.matcher(it.text()).find());
    if (task.forEach().isPresent() && !reads) {
      found.add(
          written.where().placeOf("for-each"),
          "the call does not read the item, so it is the same for each one",
          "read item, or index, or remove \"for-each\"");
    }
  }

  private static final Pattern READS_ITEM = Pattern.compile("\\b(?:item|index|keys)\\b");

  /**
   * Warns of {@code required} together with a fallback. A task with needs is exempt, because a
   * skipped task has no fallback.
   */
  private static void required(Task task, TaskConfig written, Problems found) {
    boolean always =
        task.fallback()
            .filter(it -> it.template() instanceof Template.Constant(var json) && !json.isNull())
            .isPresent();
    if (task.required() && always && task.needs().isEmpty()) {
      found.add(
          written.where().placeOf("required"),
          "the fallback always has a value, so \"required\" has no effect",
          "remove \"required\" or \"fallback\"");
    }
  }

  private static void retry(TaskConfig written, Problems found) {
    written
        .guards()
        .retry()
        .filter(it -> it.attempts() == 1)
        .ifPresent(it ->
            found.add(
                written.where().placeOf("retry", "attempts"),
                "the first attempt is the only one",
                "write at least 2, or remove \"retry\""));
    if (written.guards().retry().isPresent() && written.effect() && !written.idempotent()) {
      found.add(
          written.where().placeOf("retry"),
          "this may change something, so it is never retried",
          "write idempotent: true if it may happen twice, or remove \"retry\"");
    }
  }
}
