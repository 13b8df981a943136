package dev.joinall.cli;

import dev.joinall.backend.Fault;
import dev.joinall.explain.Bars;
import dev.joinall.explain.Bars.Bar;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** A run as text: its result, and the time and the outcome of each task. */
final class RunText {
  private static final int NOTE = 12;

  private RunText() {}

  static List<String> lines(int status, Report report, Ansi ansi) {
    Duration took = Duration.ofNanos(report.nanos());
    List<Bar> bars =
        report.plan().tasks().stream()
            .map(task -> bar(task, report.entries().get(task.index())))
            .toList();
    Optional<Duration> deadline =
        Optional.of(report.plan().deadline()).filter(it -> it.compareTo(took) <= 0);
    String end = status + (report.isComplete() ? ", complete" : ", incomplete");
    String time = " in %d ms of %d".formatted(took.toMillis(), report.plan().deadline().toMillis());
    List<String> lines = new ArrayList<>(new Bars(end + time, bars, took, deadline, NOTE).lines());
    for (int i = 0; i < bars.size(); i++) {
      lines.set(i + 1, coloured(lines.get(i + 1), report.entries().get(i).outcome(), ansi));
    }
    return lines;
  }

  private static String coloured(String line, Outcome outcome, Ansi ansi) {
    Ansi.IStyle style = style(outcome);
    return ansi.enabled() ? style.on() + line + style.off() : line;
  }

  private static Ansi.IStyle style(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ok ok -> ok.isComplete() ? Ansi.Style.fg_green : Ansi.Style.fg_yellow;
      case Outcome.Absent absent -> Ansi.Style.fg_green;
      case Outcome.Fallback fallback -> Ansi.Style.fg_yellow;
      case Outcome.Failed failed -> Ansi.Style.fg_red;
      case Outcome.Skipped _, Outcome.Cancelled _ -> Ansi.Style.faint;
    };
  }

  private static Bar bar(Task task, Report.Entry entry) {
    return new Bar(
        task.name(),
        Duration.ofNanos(entry.startNanos()),
        Duration.ofNanos(entry.nanos()),
        ink(entry.outcome()),
        note(entry.outcome()));
  }

  private static char ink(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ok _, Outcome.Absent _ -> '█';
      case Outcome.Fallback _, Outcome.Failed _ -> '▒';
      case Outcome.Skipped _, Outcome.Cancelled _ -> '·';
    };
  }

  private static String note(Outcome outcome) {
    String inside = outcome instanceof Outcome.Ok && !outcome.isComplete() ? ", in part" : "";
    return outcome.word() + inside + outcome.fault().map(RunText::why).orElse("");
  }

  private static String why(Fault fault) {
    return " (%s: %s)".formatted(fault.type().word(), fault.detail());
  }
}
