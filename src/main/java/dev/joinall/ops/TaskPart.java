package dev.joinall.ops;

import dev.joinall.backend.Fault;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The part of a run log line for one task.
 *
 * @param missing the number of its items, or of its inner tasks, without their own value
 * @param start milliseconds after the start of the run
 * @param took milliseconds
 */
record TaskPart(
    String name,
    String outcome,
    Optional<Fault> fault,
    Optional<String> detail,
    int missing,
    long start,
    long took) {

  static TaskPart of(Task task, Report.Entry entry) {
    Outcome outcome = entry.outcome();
    return new TaskPart(
        task.name(),
        outcome.word(),
        outcome.fault(),
        LoggableFault.detail(outcome),
        outcome instanceof Outcome.Ok ok ? ok.flaws().size() : 0,
        TimeUnit.NANOSECONDS.toMillis(entry.startNanos()),
        TimeUnit.NANOSECONDS.toMillis(entry.nanos()));
  }

  /** {@code price failed timeout 12+50 (no answer in time; 2 attempts)}: start and duration. */
  String text() {
    var text = new StringBuilder(name).append(' ').append(outcome);
    fault.ifPresent(it -> text.append(' ').append(it.type().word()));
    text.append(' ').append(start).append('+').append(took);
    if (missing > 0) {
      text.append(" (").append(missing).append(" missing)");
    }
    detail.ifPresent(it -> text.append(" (").append(it.replace('"', '\'')).append(attempts()));
    return text.toString();
  }

  private String attempts() {
    int made = fault.map(Fault::attempts).orElse(0);
    return made > 1 ? ", " + made + " attempts)" : ")";
  }

  /** The same for JSON. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("task", name);
    members.put("outcome", outcome);
    members.put("start", start);
    members.put("ms", took);
    fault.ifPresent(it -> {
      members.put("fault", it.type().word());
      members.put("attempts", it.attempts());
    });
    detail.ifPresent(it -> members.put("detail", it));
    if (missing > 0) {
      members.put("missing", missing);
    }
    return members;
  }
}
