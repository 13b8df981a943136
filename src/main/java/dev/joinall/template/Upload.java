package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The body of a request that is streamed to a backend.
 *
 * @param headers that describe the bytes, such as {@code content-type}; names in lower case
 * @param length in bytes; empty if the client has not declared it
 */
public record Upload(Map<String, List<String>> headers, OptionalLong length, ByteStream content) {
  @Internal
  public Upload {
    headers = Map.copyOf(headers);
  }
}
