package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The {@code ETag} of an answer, so that a client that has it need not load it again (RFC 9110,
 * sections 8.8.3 and 13.1.2). It saves the transfer to the client, not the backend calls.
 *
 * <p>The tag consists of two independent checksums of the body: together they detect every change
 * of up to eight consecutive bytes, and miss one in 2^64 of all others. The JVM computes them
 * faster than any digest; a tag is no protection, so it need not be a digest.
 */
final class EntityTag {
  private EntityTag() {}

  /** The answer with a tag, or 304 without a body if the client sent that tag. */
  static HttpAnswer validated(HttpAnswer answer, RouteRequest request) {
    String tag = tag(answer);
    return knows(request.headers(HttpHeaders.IF_NONE_MATCH), tag) ? answer.withStatus(304) : answer;
  }

  /** Gives the answer its tag. */
  static String tag(HttpAnswer answer) {
    String tag = declared(answer.headers()).orElseGet(() -> of(answer.body()));
    answer.with(HttpHeaders.ETAG, tag);
    return tag;
  }

  /** The tag that the file declares has precedence. Header names are case-insensitive. */
  private static Optional<String> declared(Map<String, List<String>> headers) {
    for (String name : headers.keySet()) {
      if (name.equalsIgnoreCase(HttpHeaders.ETAG)) {
        return Optional.of(headers.remove(name).getFirst());
      }
    }
    return Optional.empty();
  }

  /** Weak, so that a proxy that compresses the answer may keep the tag. */
  private static String of(JsonWriter body) {
    return "W/\"" + sum(new CRC32(), body) + sum(new CRC32C(), body) + '"';
  }

  private static String sum(Checksum checksum, JsonWriter body) {
    body.writeTo(checksum::update);
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  private static boolean knows(List<String> ifNoneMatch, String tag) {
    if (ifNoneMatch.isEmpty()) {
      return false;
    }
    String known = String.join(",", ifNoneMatch);
    ETag mine = ETag.create(tag);
    return known.strip().equals("*")
        || ETag.parse(known).stream().anyMatch(it -> it.compare(mine, false));
  }
}
