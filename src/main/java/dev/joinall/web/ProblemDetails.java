package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.web.InputBinder.InputViolation;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Errors as problem details (RFC 9457). */
final class ProblemDetails {
  /** The maximum number of reported violations. */
  static final int MAX_VIOLATIONS = 50;

  private ProblemDetails() {}

  /** The members of every problem, in an object that is still open. */
  static JsonWriter open(int status, String detail) {
    HttpStatus known = HttpStatus.resolve(status);
    return new JsonWriter(256)
        .beginObject()
        .member("type", Json.string("about:blank"))
        .member("title", Json.string(known == null ? "Problem" : known.getReasonPhrase()))
        .member("status", Json.number(status))
        .member("detail", Json.string(detail));
  }

  static HttpAnswer of(int status, String detail) {
    return answered(status, open(status, detail).endObject());
  }

  static HttpAnswer answered(int status, JsonWriter body) {
    return HttpAnswer.of(status, HttpAnswer.PROBLEM, body)
        .with(HttpHeaders.CACHE_CONTROL, CacheRules.NO_STORE);
  }

  /** With the first violations, if there are many. */
  static HttpAnswer invalidInput(List<InputViolation> violations) {
    JsonWriter body = open(400, ProblemTexts.INVALID_INPUT);
    body.name("errors").beginArray();
    for (InputViolation violation :
        violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS))) {
      body.beginObject()
          .member("in", Json.string(violation.in()))
          .member("name", Json.string(violation.name()))
          .member("detail", Json.string(violation.detail()))
          .endObject();
    }
    return answered(400, body.endArray().endObject());
  }
}
