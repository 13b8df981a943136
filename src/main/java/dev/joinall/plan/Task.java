package dev.joinall.plan;

import dev.joinall.guard.Guards;
import dev.joinall.template.Condition;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One task, ready to run.
 *
 * @param backend its name; empty for a task without one
 * @param work its work
 * @param guards the guards of its calls; empty for a task without calls
 * @param forEach empty if it executes once instead of for each item of a list
 * @param when whether it runs at all
 * @param fallback its value if it failed or has none
 * @param effect whether it may change something outside
 * @param uploads whether its call sends the body of the client as it arrives
 * @param reuse how it saves calls
 * @param pass the statuses of its backend that are passed on, if the task decides the answer
 * @param attributes of the spans of its calls
 * @param session the index of the plan's session in which its calls run
 * @param replyParts the parts of a reply that the file reads besides the value
 * @param needs the tasks that must have settled before it starts
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
    boolean uploads,
    Reuse reuse,
    Set<Integer> pass,
    Map<String, Object> attributes,
    Optional<PlannedSession> session,
    ReplyParts replyParts,
    List<Need> needs,
    List<Integer> dependents,
    int valueSlot,
    int outcomeSlot) {

  public Task {
    pass = Set.copyOf(pass);
    attributes = Map.copyOf(attributes);
    needs = List.copyOf(needs);
    dependents = List.copyOf(dependents);
  }

  /** Whether its calls belong to a transaction, so that their effects may be rolled back. */
  public boolean isInTransaction() {
    return session.filter(PlannedSession::isTransaction).isPresent();
  }

  /** Whether its calls have an effect that no rollback undoes. */
  public boolean hasPermanentEffect() {
    return effect && !isInTransaction();
  }

  /** The same task, with the parts of a reply that all expressions read. */
  Task reading(ReplyParts parts) {
    return new Task(
        index,
        name,
        backend,
        work,
        guards,
        forEach,
        when,
        fallback,
        required,
        hidden,
        effect,
        uploads,
        reuse,
        pass,
        attributes,
        session,
        parts,
        needs,
        dependents,
        valueSlot,
        outcomeSlot);
  }

  /** A dependency on another task. */
  public record Need(int task, For what) {}

  /** Which state of a dependency the task waits for. */
  public enum For {
    /** A value: without one the task is skipped. */
    VALUE,
    /** A success: without one the task is skipped. */
    SUCCESS,
    /** Any outcome. */
    SETTLED
  }

  /**
   * The value that replaces a missing one.
   *
   * @param faultSlot the slot of the fault
   */
  public record Fallback(Template template, int faultSlot) {}
}
