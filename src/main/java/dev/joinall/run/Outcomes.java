package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcomes and faults as expressions see them. */
final class Outcomes {
  private static final Json OK = json("ok", null);
  private static final Json ABSENT = json("absent", null);
  private static final Json SKIPPED = json("skipped", null);
  private static final Json CANCELLED = json("cancelled", null);

  private Outcomes() {}

  /** {@code {"status": "failed", "fault": "timeout"}}. */
  static Json json(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Ok ok -> OK;
      case Outcome.Absent absent -> ABSENT;
      case Outcome.Skipped skipped -> SKIPPED;
      case Outcome.Cancelled cancelled -> CANCELLED;
      case Outcome.Failed(Fault why) -> json("failed", why.type().word());
      case Outcome.Fallback(Json value, var instead) ->
          json("fallback", instead.map(fault -> fault.type().word()).orElse(null));
    };
  }

  /** {@code {"type": "timeout", "detail": "...", "attempts": 1}}. */
  static Json json(Fault fault) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", fault.type().word());
    members.put("detail", fault.detail());
    members.put("attempts", fault.attempts());
    return Json.of(members);
  }

  private static Json json(String status, @Nullable String fault) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("status", status);
    members.put("fault", fault);
    return Json.of(members);
  }
}
