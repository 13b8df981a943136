package dev.joinall.plan;

import dev.joinall.guard.Guards;
import dev.joinall.template.Condition;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Optional;

/**
 * One task, ready to run.
 *
 * @param backend its name; empty for a task that needs none
 * @param work what it does
 * @param guards around its calls; empty for a task that makes none
 * @param forEach whether it does so for each item of a list
 * @param when whether it runs at all
 * @param fallback its value where it failed or has none
 * @param effect whether it may change something outside
 * @param needs what must have settled before it starts
 * @param dependents the indices of the tasks that need this one
 */
public record Task(
    int index,
    String name,
    Optional<String> backend,
    Work work,
    Optional<Guards> guards,
    Optional<ForEach> forEach,
    Optional<Condition> when,
    Optional<Fallback> fallback,
    boolean required,
    boolean hidden,
    boolean effect,
    List<Need> needs,
    List<Integer> dependents,
    int valueSlot,
    int outcomeSlot) {

  public Task {
    needs = List.copyOf(needs);
    dependents = List.copyOf(dependents);
  }

  /** What this task must know of another one before it starts. */
  public record Need(int task, For what) {}

  /** How much it must know. */
  public enum For {
    /** It reads the value: without one it is skipped. */
    VALUE,
    /** It comes after a success: without one it is skipped. */
    SUCCESS,
    /** It can do without either. */
    SETTLED
  }

  /**
   * A value in place of none.
   *
   * @param faultSlot where the template finds the fault
   */
  public record Fallback(Template template, int faultSlot) {}
}
