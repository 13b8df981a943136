package dev.joinall.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.FlatHeaders;
import dev.joinall.config.ContentType;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import dev.joinall.template.StreamedReply;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP answer.
 *
 * @param body the bytes of the body, JSON unless the content type says otherwise
 * @param stream the reply of a backend that is passed on in place of the body; usually empty
 */
record HttpAnswer(
    int status, FlatHeaders headers, JsonWriter body, Optional<StreamedReply> stream) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  private static final String TYPE = "Content-Type";

  static HttpAnswer of(int status, String contentType, JsonWriter body) {
    var headers = new FlatHeaders();
    headers.set(TYPE, contentType);
    return new HttpAnswer(status, headers, body, Optional.empty());
  }

  /** The answer of a backend as it arrives. */
  static HttpAnswer of(StreamedReply stream) {
    return new HttpAnswer(
        stream.status(), headers(stream.headers()), new JsonWriter(0), Optional.of(stream));
  }

  /** Header lines from the values by name. */
  static FlatHeaders headers(Map<String, List<String>> values) {
    var headers = new FlatHeaders();
    values.forEach(headers::set);
    return headers;
  }

  /** The values of the headers by name, in their order. */
  Map<String, List<String>> headerMap() {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (Map.Entry<String, String> line : headers) {
      map.computeIfAbsent(line.getKey(), it -> new ArrayList<>()).add(line.getValue());
    }
    map.replaceAll((name, values) -> List.copyOf(values));
    return map;
  }

  HttpAnswer withStatus(int other) {
    return new HttpAnswer(other, headers, body, stream);
  }

  /** Replaces a header of the same name, ignoring case. */
  HttpAnswer with(String name, String value) {
    headers.set(name, value);
    return this;
  }

  /** The same, with a line for each value. */
  HttpAnswer with(String name, List<String> values) {
    headers.set(name, values);
    return this;
  }

  private ContentType type() {
    return ContentType.of(Objects.requireNonNullElse(headers.get(TYPE), JSON));
  }

  /** The body as a value: JSON as it is, a text as a string, bytes as a string in base64. */
  Json value() {
    ContentType type = type();
    if (type.isJson()) {
      return body.toJson();
    }
    return Json.string(
        type.isText()
            ? new String(body.array(), 0, body.length(), UTF_8)
            : Base64.getEncoder().encodeToString(body.toBytes()));
  }

  /** The body for display: JSON and texts as they are, bytes in base64. */
  String shown() {
    Json value = value();
    return type().isJson() ? value.toString() : value.text();
  }
}
