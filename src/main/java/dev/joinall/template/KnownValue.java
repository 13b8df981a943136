package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A value that a call may find unchanged.
 *
 * @param tag its entity tag (RFC 9110, 8.8.3); empty if it has none
 * @param modified its time of modification, as the backend wrote it (8.8.2); present if it has no
 *     tag
 * @param reply the reply that came with it
 */
public record KnownValue(String tag, Optional<String> modified, Json value, Reply reply) {
  /**
   * Headers that describe the content of the response with the value, not the response that says
   * that it is unchanged.
   */
  private static final Set<String> OF_CONTENT =
      Set.of("content-encoding", "content-length", "content-range");

  private static final String AGE = "age";

  @Internal
  public KnownValue {}

  /** The updated reply of the unchanged value (RFC 9111, 4.3.4). */
  Reply renewed(Reply by) {
    Map<String, List<String>> headers = new LinkedHashMap<>(reply.headers());
    by.headers()
        .forEach((name, values) -> {
          if (!OF_CONTENT.contains(name)) {
            headers.put(name, values);
          }
        });
    if (!by.headers().containsKey(AGE)) {
      headers.remove(AGE);
    }
    return new Reply(reply.code(), headers, reply.body());
  }
}
