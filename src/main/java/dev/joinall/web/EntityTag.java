package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The {@code ETag} of an answer, so that a client that has the answer need not load it again (RFC
 * 9110, sections 8.8.3 and 13.1.2). It saves the transfer to the client, not the backend calls.
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

  /** The tag of the answer. A declared {@code ETag} has precedence. */
  static String tag(HttpAnswer answer) {
    String declared = answer.headers().get(HttpHeaders.ETAG);
    String tag = declared == null ? of(answer.body()) : declared;
    answer.with(HttpHeaders.ETAG, tag);
    return tag;
  }

  /** Weak, so that a proxy that compresses the answer may keep the tag. */
  private static String of(JsonWriter body) {
    long sums = sum(new CRC32(), body) << Integer.SIZE | sum(new CRC32C(), body);
    return "W/\"" + HexFormat.of().toHexDigits(sums) + '"';
  }

  private static long sum(Checksum checksum, JsonWriter body) {
    body.writeTo(checksum::update);
    return checksum.getValue();
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
