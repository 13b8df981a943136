package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The {@code ETag} of an answer, so that a client that has it already need not get it again (RFC
 * 9110, sections 8.8.3 and 13.1.2). It saves the way back, not the calls: what they bring has to be
 * known first.
 *
 * <p>The tag is made of two checksums of the body that have nothing in common: together they miss
 * no change of up to eight bytes in a row, and of all others one in 2^64. The JVM computes them
 * faster than any digest; nobody is kept out by a tag, so it need not be one.
 */
final class EntityTag {
  private EntityTag() {}

  /** The answer with a tag, or 304 without a body where the client has named that tag. */
  static HttpAnswer validated(HttpAnswer answer, HttpHeaders request) {
    String tag = declared(answer.headers()).orElseGet(() -> of(answer.body()));
    answer.with(HttpHeaders.ETAG, tag);
    return knows(request.get(HttpHeaders.IF_NONE_MATCH), tag) ? answer.withStatus(304) : answer;
  }

  /** What the file says comes first; a header's name may be written in any case. */
  private static Optional<String> declared(Map<String, String> headers) {
    for (String name : headers.keySet()) {
      if (name.equalsIgnoreCase(HttpHeaders.ETAG)) {
        return Optional.of(headers.remove(name));
      }
    }
    return Optional.empty();
  }

  /** Weak: a proxy that compresses the answer may keep it. */
  private static String of(JsonWriter body) {
    return "W/\"" + sum(new CRC32(), body) + sum(new CRC32C(), body) + '"';
  }

  private static String sum(Checksum checksum, JsonWriter body) {
    checksum.update(body.array(), 0, body.length());
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  private static boolean knows(@Nullable List<String> ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    String known = String.join(",", ifNoneMatch);
    ETag mine = ETag.create(tag);
    return known.strip().equals("*")
        || ETag.parse(known).stream().anyMatch(it -> it.compare(mine, false));
  }
}
