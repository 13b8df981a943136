package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Plan;
import dev.joinall.template.CacheUse;
import dev.joinall.template.Reply;
import dev.joinall.template.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The result of one run.
 *
 * @param entries one for each task, in declared order
 * @param scope the final scope of the request; of no use to another request
 * @param nanos from the start of the run to its decision
 */
public record Report(
    Plan plan, List<Entry> entries, Verdict verdict, DecidedBy decidedBy, Scope scope, long nanos) {

  /**
   * One task.
   *
   * @param startNanos after the start of the run; if the task never started, the time of its end
   * @param nanos its duration; 0 if it never started
   * @param reply what the protocol said, as far as the file reads it
   * @param told what the call told to its span, if that is recorded
   * @param cacheUse what a cache did for the call; empty if none was asked
   */
  public record Entry(
      Outcome outcome,
      long startNanos,
      long nanos,
      Optional<Reply> reply,
      Map<String, Object> told,
      Optional<CacheUse> cacheUse) {}

  /**
   * The report of a run that is decided now.
   *
   * @param begin when the run started
   */
  static Report of(
      Plan plan, RunningTask[] tasks, Verdict verdict, DecidedBy by, Scope scope, long begin) {
    var entries = new Entry[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      entries[i] = tasks[i].entry(begin);
    }
    return new Report(plan, List.of(entries), verdict, by, scope, scope.now() - begin);
  }

  public Report {
    entries = List.copyOf(entries);
  }

  public Outcome outcome(int task) {
    return entries.get(task).outcome();
  }

  /** The task itself, or, if it was skipped, the task whose value was missing. */
  public int cause(int task) {
    return Outcome.cause(task, this::outcome);
  }

  /**
   * The task that decided an answer that is not met, or the one without whose value it was skipped.
   */
  public OptionalInt decider() {
    return verdict instanceof Verdict.Unmet(int task)
        ? OptionalInt.of(cause(task))
        : OptionalInt.empty();
  }

  /** The reply of a backend that the answer passes on, because the task that decides it says so. */
  public Optional<Reply> passed() {
    if (decider().isEmpty()) {
      return Optional.empty();
    }
    int task = decider().getAsInt();
    Outcome outcome = outcome(task);
    boolean refused =
        outcome instanceof Outcome.Absent
            || outcome.fault().filter(it -> it.reply().isPresent() && !it.happened()).isPresent();
    return entries
        .get(task)
        .reply()
        .filter(it -> refused && plan.tasks().get(task).pass().contains(it.code()));
  }

  /** Whether what the client sent is the reason why the answer is not met. */
  public boolean isClientsMistake() {
    return decider().stream()
        .mapToObj(this::outcome)
        .flatMap(it -> it.fault().stream())
        .anyMatch(it -> it.nature() == Fault.Nature.CLIENTS);
  }

  /** Whether no task failed and none used its fallback. */
  public boolean isComplete() {
    for (Entry entry : entries) {
      if (!entry.outcome().isComplete()) {
        return false;
      }
    }
    return true;
  }
}
