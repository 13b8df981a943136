package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value that a call may find unchanged.
 *
 * @param tag by which the backend knows it (RFC 9110, 8.8.3)
 * @param reply with which it came
 */
public record KnownValue(String tag, Json value, Reply reply) {
  @Internal
  public KnownValue {}

  /** The reply with which it would come again (RFC 9111, 4.3.4). */
  Reply renewed(Reply by) {
    Map<String, List<String>> headers = new LinkedHashMap<>(reply.headers());
    headers.putAll(by.headers());
    return new Reply(reply.code(), headers, reply.body());
  }
}
