package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.plan.Join;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.template.Template;

/** Warns of options that have no effect. */
final class UnusedOptions implements Warnings.Check {

  @Override
  public void look(Explanation explanation, Problems found) {
    for (Task task : explanation.plan().tasks()) {
      TaskConfig written = explanation.written(task);
      unread(task, written, explanation.plan(), found);
      required(task, written, found);
      retry(written, found);
    }
  }

  private static void unread(Task task, TaskConfig written, Plan plan, Problems found) {
    boolean read =
        !task.dependents().isEmpty()
            || plan.answer().reads().contains(task.index())
            || (plan.answer().winners().isPresent() && plan.joined().contains(task.index()))
            || plan.refusals().stream()
                .anyMatch(
                    it -> it.reads().contains(task.index()) || it.told().contains(task.index()));
    boolean counts = task.required() || task.effect() || !(plan.join() instanceof Join.All);
    if (task.hidden() && !read && !counts) {
      found.add(
          Warnings.at(written.where(), "hidden"),
          "nobody reads this value, the answer hides it, and the task changes nothing",
          "drop the task, or \"hidden\"");
    }
  }

  /** A task with needs may be skipped, and then a fallback has no effect. */
  private static void required(Task task, TaskConfig written, Problems found) {
    boolean always =
        task.fallback()
            .filter(it -> it.template() instanceof Template.Constant(var json) && !json.isNull())
            .isPresent();
    if (task.required() && always && task.needs().isEmpty()) {
      found.add(
          Warnings.at(written.where(), "required"),
          "the fallback always gives a value, so what is required here is never missing",
          "drop \"required\" or \"fallback\"");
    }
  }

  private static void retry(TaskConfig written, Problems found) {
    if (written.guards().retry().isPresent() && written.effect() && !written.idempotent()) {
      found.add(
          Warnings.at(written.where(), "retry"),
          "this may change something, so it is never tried again",
          "say idempotent: true if it may happen twice, or drop \"retry\"");
    }
  }
}
