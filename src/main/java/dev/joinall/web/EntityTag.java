package dev.joinall.web;

import dev.joinall.json.JsonWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The {@code ETag} of an answer, so that a client that has it already need not get it again (RFC
 * 9110, sections 8.8.3 and 13.1.2). It saves the way back, not the calls: what they bring has to be
 * known first.
 */
final class EntityTag {
  /**
   * Of a SHA-256: two bodies are taken for the same as seldom as two random numbers of 128 bits.
   */
  private static final int BYTES = 16;

  private EntityTag() {}

  /** The answer with a tag, or 304 without a body where the client has named that tag. */
  static Answered validated(Answered answered, HttpHeaders request) {
    String tag = declared(answered.headers()).orElseGet(() -> of(answered.body()));
    answered.with(HttpHeaders.ETAG, tag);
    return knows(request.getFirst(HttpHeaders.IF_NONE_MATCH), tag)
        ? answered.withStatus(304)
        : answered;
  }

  /** What the file says comes first; a header's name may be written in any case. */
  private static Optional<String> declared(Map<String, String> headers) {
    return headers.keySet().stream()
        .filter(HttpHeaders.ETAG::equalsIgnoreCase)
        .findFirst()
        .map(headers::remove);
  }

  /** Weak: a proxy that compresses the answer may keep it. */
  private static String of(JsonWriter body) {
    MessageDigest sha = sha256();
    sha.update(body.array(), 0, body.length());
    byte[] digest = Arrays.copyOf(sha.digest(), BYTES);
    return "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static boolean knows(@Nullable String ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    ETag mine = ETag.create(tag);
    return ifNoneMatch.trim().equals("*")
        || ETag.parse(ifNoneMatch).stream().anyMatch(it -> it.compare(mine, false));
  }
}
