package dev.joinall.web;

import dev.joinall.plan.Task;
import dev.joinall.run.Report;

/**
 * The {@code Server-Timing} header, which browsers display: each task's milliseconds and outcome.
 */
final class ServerTiming {
  static final String HEADER = "Server-Timing";

  private ServerTiming() {}

  static String of(Report report) {
    var header = new StringBuilder(32 * report.entries().size());
    for (Task task : report.plan().tasks()) {
      Report.Entry entry = report.entries().get(task.index());
      if (!header.isEmpty()) {
        header.append(", ");
      }
      header.append(task.name()).append(";dur=");
      tenths(entry.nanos(), header);
      header.append(";desc=\"").append(entry.outcome().word()).append('"');
    }
    return header.toString();
  }

  /** Milliseconds with one decimal digit, without a formatter. */
  private static void tenths(long nanos, StringBuilder out) {
    long tenths = nanos / 100_000;
    out.append(tenths / 10).append('.').append(tenths % 10);
  }
}
