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
   * @param reply the parts of the backend's reply that the file reads
   * @param attributes the attributes of the call for its span, if the span is recorded
   * @param cacheUse the result of the cache lookup; empty if no cache was used
   */
  public record Entry(
      Outcome outcome,
      long startNanos,
      long nanos,
      Optional<Reply> reply,
      Map<String, Object> attributes,
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

  /** The task that decided an unmet answer; if it was skipped, the task whose value was missing. */
  public OptionalInt decider() {
    return verdict instanceof Verdict.Unmet(int task)
        ? OptionalInt.of(cause(task))
        : OptionalInt.empty();
  }

  /** The reply of a backend that the answer passes on, as the deciding task declares. */
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

  /** Whether the answer is unmet because of the client's inputs. */
  public boolean isClientError() {
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
