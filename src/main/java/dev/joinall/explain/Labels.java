package dev.joinall.explain;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.JoinConfig;
import dev.joinall.config.Operation;
import dev.joinall.config.Tree;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.Task.For;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Collectors;

/** The words of the file for parts of the plan. */
final class Labels {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Labels() {}

  /** A duration, such as {@code 250ms}, {@code 1.5s}, {@code 2m30s}, {@code 1h}. */
  static String time(Duration time) {
    if (time.compareTo(MINUTE) >= 0) {
      return part(time.toHours(), "h")
          + part(time.toMinutesPart(), "m")
          + part(time.toSecondsPart(), "s");
    }
    return time.toMillis() < 1000
        ? time.toMillis() + "ms"
        : BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
  }

  private static String part(long n, String unit) {
    return n == 0 ? "" : n + unit;
  }

  static String count(int n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** The verb for a need: of a value, a success, or any outcome. */
  static String verb(For need) {
    return switch (need) {
      case VALUE -> "reads";
      case SUCCESS -> "needs";
      case SETTLED -> "after";
    };
  }

  static String of(CacheConfig cache) {
    return "for " + time(cache.ttl()) + cache.shared().map(" and shared at "::concat).orElse("");
  }

  static String of(JoinConfig join) {
    String mode =
        switch (join.mode()) {
          case JoinConfig.All all -> "";
          case JoinConfig.First(int n) -> "first: " + n;
          case JoinConfig.Quorum(int n) -> "quorum: " + n;
          case JoinConfig.Settled(int n) -> "settled: " + n;
          case JoinConfig.Until(Tree expression) -> "until: \"" + expression.onOneLine() + "\"";
        };
    String of = join.of().stream().map(Tree::onOneLine).collect(Collectors.joining(", "));
    if (of.isEmpty()) {
      return mode.isEmpty() ? "all" : "{ " + mode + " }";
    }
    return mode.isEmpty() ? "{ of: [" + of + "] }" : "{ " + mode + ", of: [" + of + "] }";
  }

  /**
   * The type and the fields of a body, such as {@code json}, {@code multipart: title, photo
   * (file)}.
   */
  static String of(BodyContent body) {
    String type = Fields.name(body.type());
    String fields =
        body.fields().entrySet().stream()
            .map(it -> it.getKey() + (it.getValue().file() ? " (file)" : ""))
            .collect(Collectors.joining(", "));
    return fields.isEmpty() ? type : type + ": " + fields;
  }

  static String of(Operation operation) {
    return switch (operation) {
      case BackendCall call -> call.label();
      case Operation.Value value -> "value";
      case Operation.Aggregation inner -> "aggregation " + inner.name();
    };
  }
}
