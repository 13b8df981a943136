package dev.joinall.template;

import java.util.List;
import java.util.Map;

/**
 * The response of a backend that is streamed to the client.
 *
 * @param status the HTTP status
 * @param headers that describe the bytes, such as {@code content-type}; names in lower case
 * @param hasContent false if no bytes follow, even if the headers announce some
 * @param discard ends the exchange with the backend if the content has no subscriber
 */
public record StreamedReply(
    int status,
    Map<String, List<String>> headers,
    boolean hasContent,
    ByteStream content,
    Runnable discard) {
  public StreamedReply {
    headers = Map.copyOf(headers);
  }
}
