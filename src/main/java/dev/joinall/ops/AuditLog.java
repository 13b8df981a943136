package dev.joinall.ops;

import dev.joinall.json.Json;
import dev.joinall.plan.Task;
import dev.joinall.run.Outcome;
import dev.joinall.run.Report;
import dev.joinall.run.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for each request to a route: its caller, and the decision. Contains no value of a
 * query, a body or an answer. Does nothing unless it is enabled. Thread-safe.
 */
public final class AuditLog {
  /** The logger's name. */
  public static final String NAME = "joinall.audit";

  /** Writes nothing. */
  public static final AuditLog OFF = new AuditLog(false, "", LogFormat.TEXT);

  private static final Logger log = LoggerFactory.getLogger(NAME);
  private static final int MAX_NAME = 200;

  private final boolean enabled;
  private final String header;
  private final LogFormat format;

  /**
   * @param header the header of a request that names its caller; empty for none
   */
  public AuditLog(boolean enabled, String header, LogFormat format) {
    this.enabled = enabled;
    this.header = header;
    this.format = format;
  }

  public boolean isEnabled() {
    return enabled && log.isInfoEnabled();
  }

  /** The header of a request that names its caller; empty for none. */
  public String header() {
    return header;
  }

  /** Logs a request whose plan ran. */
  public void completed(CompletedRequest completed, Supplier<Caller> caller) {
    if (isEnabled()) {
      Report report = completed.report();
      Map<String, Object> parts = parts(report.plan().name(), completed.status(), caller.get());
      parts.put("decided", word(report.verdict()));
      if (report.verdict() instanceof Verdict.Refused(int refusal)) {
        parts.put("refusal", refusal);
      }
      String effects = effects(report);
      if (!effects.isEmpty()) {
        parts.put("effects", quoted(effects));
      }
      parts.put("trace", report.scope().trace().id());
      format.write(report.plan().name() + " " + word(report.verdict()), parts, log.atInfo());
    }
  }

  /** Logs a request that was rejected before any task ran. */
  public void rejected(String aggregation, int status, Supplier<Caller> caller) {
    if (isEnabled()) {
      Map<String, Object> parts = parts(aggregation, status, caller.get());
      parts.put("decided", "rejected");
      format.write(aggregation + " rejected", parts, log.atInfo());
    }
  }

  private Map<String, Object> parts(String aggregation, int status, Caller caller) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("client", caller.address());
    if (!caller.name().isEmpty()) {
      String name = caller.name();
      parts.put("caller", quoted(name.substring(0, Math.min(MAX_NAME, name.length()))));
    }
    parts.put("method", caller.method());
    parts.put("path", caller.path());
    parts.put("aggregation", format.isStructured() ? aggregation : quoted(aggregation));
    parts.put("status", status);
    return parts;
  }

  /** Quotes a text, so that a client can't forge a line or a field. */
  private Object quoted(String text) {
    return format.isStructured() ? text : Json.string(text).toString();
  }

  /** Each effect and its outcome. */
  private static String effects(Report report) {
    return report.plan().tasks().stream()
        .filter(Task::effect)
        .map(it -> it.name() + " " + word(report.outcome(it.index())))
        .collect(Collectors.joining("; "));
  }

  private static String word(Outcome outcome) {
    return outcome
        .fault()
        .map(it -> outcome.word() + " " + it.type().word())
        .orElse(outcome.word());
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Met _ -> "answered";
      case Verdict.Unmet _ -> "unmet";
      case Verdict.Refused _ -> "refused";
      case Verdict.NotEvaluated _, Verdict.NotChecked _ -> "not-checked";
      case Verdict.TooLate _ -> "late";
      case Verdict.Broken _ -> "defect";
      case Verdict.Abandoned _ -> "client-left";
    };
  }
}
