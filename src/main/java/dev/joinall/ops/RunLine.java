package dev.joinall.ops;

import dev.joinall.plan.Task;
import dev.joinall.run.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One line of the run log, as text or as fields.
 *
 * @param title the kind of the line, in two words
 * @param parts the fields by name, in the order of the line
 * @param tasks in declared order
 */
record RunLine(String title, Map<String, Object> parts, List<TaskPart> tasks) {

  /**
   * @param suppressed the number of lines suppressed before this one
   */
  static RunLine of(CompletedRequest completed, String reason, long suppressed) {
    Report report = completed.report();
    List<TaskPart> tasks = new ArrayList<>();
    for (Task task : report.plan().tasks()) {
      tasks.add(TaskPart.of(task, report.entries().get(task.index())));
    }
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("aggregation", report.plan().name());
    parts.put("reason", reason);
    parts.put("status", completed.status());
    parts.put("decided-by", report.decidedBy().word());
    parts.put("ms", TimeUnit.NANOSECONDS.toMillis(completed.nanos()));
    parts.put("trace", report.scope().trace().id());
    if (suppressed > 0) {
      parts.put("suppressed", suppressed);
    }
    return new RunLine(report.plan().name() + " " + reason, parts, tasks);
  }

  /** {@code aggregation=page reason=slow ... tasks="a ok 0+12; b failed timeout 12+50"}. */
  String text() {
    var text = new StringBuilder();
    parts.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.append("tasks=\"").append(tasksText()).append('"').toString();
  }

  String tasksText() {
    return tasks.stream().map(TaskPart::text).collect(Collectors.joining("; "));
  }

  /** The tasks for JSON. */
  List<Map<String, Object>> waterfall() {
    return tasks.stream().map(TaskPart::members).toList();
  }
}
