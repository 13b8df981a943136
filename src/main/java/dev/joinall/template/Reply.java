package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reply of the protocol to a call besides its value; {@code outcomes.x} shows it. Immutable.
 *
 * @param code such as an HTTP status
 * @param headers by name in lower case, each with its values in order; empty if the file does not
 *     read them
 * @param body the body of a response without a value; empty if the file does not read it
 */
public record Reply(int code, Map<String, List<String>> headers, ReplyBody body) {
  /** Its values can't be joined (RFC 9110, 5.3). */
  private static final String SET_COOKIE = "set-cookie";

  public Reply {
    var copy = new LinkedHashMap<String, List<String>>();
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    headers = Collections.unmodifiableMap(copy);
  }

  /** Creates a reply of which the file reads only the code. */
  public static Reply of(int code) {
    return new Reply(code, Map.of(), ReplyBody.NONE);
  }

  /** Returns the reply without its body, which is too large to be kept. */
  public Reply withoutBody() {
    return new Reply(code, headers, ReplyBody.LOST);
  }

  /** Returns the reply without {@code Set-Cookie}. */
  @Internal
  public Reply withoutCookies() {
    if (!headers.containsKey(SET_COOKIE)) {
      return this;
    }
    Map<String, List<String>> left = new LinkedHashMap<>(headers);
    left.remove(SET_COOKIE);
    return new Reply(code, left, body);
  }

  /**
   * The headers as an object. Several values of one name are joined (RFC 9110, 5.3); the values of
   * {@code set-cookie} are a list.
   */
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
