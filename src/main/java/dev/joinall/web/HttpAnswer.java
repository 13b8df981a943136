package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.ReplyBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An HTTP answer: status, headers with a line for each of their values, body. */
record HttpAnswer(int status, Map<String, List<String>> headers, JsonWriter body) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  static HttpAnswer of(int status, String contentType, JsonWriter body) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of(contentType));
    return new HttpAnswer(status, headers, body);
  }

  /** The body as JSON: as its text, if it is something else. */
  Json json() {
    List<String> types = headers.getOrDefault("Content-Type", List.of());
    String type = types.isEmpty() ? "" : types.getFirst();
    return new ReplyBody(type, body.toBytes()).json();
  }

  HttpAnswer withStatus(int other) {
    return new HttpAnswer(other, headers, body);
  }

  /** Replaces a header of the same name, ignoring case. */
  HttpAnswer with(String name, String value) {
    return with(name, List.of(value));
  }

  /** The same, with a line for each value. */
  HttpAnswer with(String name, List<String> values) {
    headers.keySet().removeIf(it -> it.equalsIgnoreCase(name) && !it.equals(name));
    headers.put(name, List.copyOf(values));
    return this;
  }
}
