package dev.joinall.run;

import dev.joinall.plan.Plan;
import dev.joinall.template.Scope;
import java.util.Arrays;
import java.util.List;

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
   */
  public record Entry(Outcome outcome, long startNanos, long nanos) {}

  /**
   * The report of a run that is decided now.
   *
   * @param begin when the run started
   */
  static Report of(
      Plan plan, RunningTask[] tasks, Verdict verdict, DecidedBy by, Scope scope, long begin) {
    List<Entry> entries = Arrays.stream(tasks).map(it -> it.entry(begin)).toList();
    return new Report(plan, entries, verdict, by, scope, scope.now() - begin);
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
