package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the protocol says of a call besides its value: {@code outcomes.x} shows it. Immutable.
 *
 * @param code such as an HTTP status
 * @param headers by name in lower case, each with its values in order; empty if nobody reads them
 * @param body of an answer that gave no value; empty if nobody reads it
 */
public record Reply(int code, Map<String, List<String>> headers, ReplyBody body) {
  /** RFC 9110, 5.3: its values can't be joined. */
  private static final String SET_COOKIE = "set-cookie";

  public Reply {
    var copy = new LinkedHashMap<String, List<String>>();
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    headers = Collections.unmodifiableMap(copy);
  }

  /** Nobody reads more. */
  public static Reply of(int code) {
    return new Reply(code, Map.of(), ReplyBody.NONE);
  }

  /** The same without the body, where it is too large to be kept. */
  public Reply withoutBody() {
    return new Reply(code, headers, ReplyBody.LOST);
  }

  /** The same without {@code Set-Cookie}. */
  @Internal
  public Reply withoutCookies() {
    if (!headers.containsKey(SET_COOKIE)) {
      return this;
    }
    Map<String, List<String>> left = new LinkedHashMap<>(headers);
    left.remove(SET_COOKIE);
    return new Reply(code, left, body);
  }

  /** Several values of one name are joined (RFC 9110, 5.3); those of {@code set-cookie} a list. */
  public Json headersJson() {
    var out = new JsonWriter(256).beginObject();
    headers.forEach((name, values) -> {
      if (name.equals(SET_COOKIE)) {
        out.name(name).beginArray();
        values.forEach(out::string);
        out.endArray();
      } else {
        out.name(name).string(String.join(", ", values));
      }
    });
    return out.endObject().toJson();
  }
}
