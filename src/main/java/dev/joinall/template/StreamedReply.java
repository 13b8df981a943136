package dev.joinall.template;

import java.util.List;
import java.util.Map;

/**
 * The answer of a backend that is passed on as it arrives.
 *
 * @param status of HTTP
 * @param headers that describe the bytes, such as {@code content-type}; names in lower case
 * @param hasContent false if no bytes follow, whatever the headers say of them
 * @param discard ends the exchange with the backend if the content was not subscribed
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
