package dev.joinall.run;

import dev.joinall.plan.Plan;
import dev.joinall.template.Scope;
import java.util.Arrays;
import java.util.List;

/**
 * The result of one run.
 *
 * @param entries one for each task, in declared order
 * @param scope what the request knew in the end; of no use to another request
 * @param nanos from the start of the run to its decision
 */
public record Report(
    Plan plan, List<Entry> entries, Verdict verdict, DecidedBy decidedBy, Scope scope, long nanos) {

  /**
   * One task.
   *
   * @param startNanos after the start of the run; that of its end where it never started
   * @param nanos how long it took; 0 where it never started
   */
  public record Entry(Outcome outcome, long startNanos, long nanos) {}

  /** Of the tasks of a run that began then, and that is decided now. */
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

  /** The task itself; where it was skipped, the one that lacked what it needed. */
  public int cause(int task) {
    return Outcome.cause(task, this::outcome);
  }

  /** No task failed, and none fell back. */
  public boolean isComplete() {
    for (Entry entry : entries) {
      if (!entry.outcome().isComplete()) {
        return false;
      }
    }
    return true;
  }
}
