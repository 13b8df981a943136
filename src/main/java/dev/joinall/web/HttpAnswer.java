package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP answer: status, headers, body. */
record HttpAnswer(int status, Map<String, String> headers, JsonWriter body) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  static HttpAnswer of(int status, String contentType, JsonWriter body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    return new HttpAnswer(status, headers, body);
  }

  HttpAnswer withStatus(int other) {
    return new HttpAnswer(other, headers, body);
  }

  /** Replaces a header of the same name, ignoring case. */
  HttpAnswer with(String name, String value) {
    headers.keySet().removeIf(it -> it.equalsIgnoreCase(name) && !it.equals(name));
    headers.put(name, value);
    return this;
  }
}
