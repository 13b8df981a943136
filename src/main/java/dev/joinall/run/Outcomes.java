package dev.joinall.run;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
      case Outcome.Failed failed -> json("failed", failed.why().type().word());
      case Outcome.Fallback(Json value, var instead) ->
          json("fallback", instead.map(fault -> fault.type().word()).orElse(null));
    };
  }

  /** {@code {"type": "timeout", "detail": "...", "attempts": 1, "code": null, ...}}. */
  static Json json(Fault fault) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("type", fault.type().word());
    members.put("detail", fault.detail());
    members.put("attempts", fault.attempts());
    members.put("code", fault.reply().map(Reply::code).orElse(null));
    members.put("happened", fault.happened());
    return Json.of(members);
  }

  /**
   * The full form: {@code {"status", "fault", "happened", "code", "headers", "body"}}, and {@code
   * items} and {@code failed} of a list. The body of a success is its value.
   */
  static Json full(Outcome outcome, boolean effect, TaskReply reply, Certainty certainty) {
    Optional<Reply> backendReply = reply.of(outcome);
    Json body = outcome instanceof Outcome.Ok(Json value, var flaws) ? value : Json.NULL;
    var out = new JsonWriter(256).beginObject();
    out.name("status").string(outcome.word());
    out.member("fault", outcome.fault().map(it -> Json.string(it.type().word())).orElse(Json.NULL));
    out.member("happened", happened(outcome, effect, certainty));
    out.member("code", backendReply.map(it -> Json.number(it.code())).orElse(Json.NULL));
    out.member("headers", backendReply.map(Reply::headersJson).orElse(Json.NULL));
    out.member(
        "body",
        reply.parts().body() ? backendReply.map(it -> body(it, body)).orElse(body) : Json.NULL);
    reply.items().ifPresent(it -> it.write(out, certainty));
    return out.endObject().toJson();
  }

  private static Json body(Reply reply, Json value) {
    return value.isNull() ? reply.body().json() : value;
  }

  /** Whether the effect has happened; null if that is unknown. */
  private static Json happened(Outcome outcome, boolean effect, Certainty certainty) {
    return switch (certainty) {
      case DONE -> accepted(outcome, effect);
      case UNDONE -> Json.FALSE;
      case OPEN -> accepted(outcome, effect).equals(Json.FALSE) ? Json.FALSE : Json.NULL;
    };
  }

  private static Json accepted(Outcome outcome, boolean effect) {
    Optional<Fault> fault = outcome.fault();
    if (fault.filter(it -> it.type() == Fault.Type.UNKNOWN).isPresent()) {
      return Json.NULL;
    }
    return Json.bool(fault.map(Fault::happened).orElse(effect && outcome instanceof Outcome.Ok));
  }

  private static Json json(String status, @Nullable String fault) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("status", status);
    members.put("fault", fault);
    return Json.of(members);
  }
}
