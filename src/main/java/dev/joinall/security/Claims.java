package dev.joinall.security;

import dev.joinall.json.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registered claims of a token (RFC 7519, 4.1), or of an introspection response (RFC 7662,
 * 2.2). Immutable and thread-safe.
 */
final class Claims {
  private static final String EXPIRY = "exp";
  private static final String NOT_BEFORE = "nbf";

  /** The end of the year 9999. A later time is a mistake, such as milliseconds. */
  private static final double MAX_SECONDS = 253_402_300_799.0;

  private final Json json;

  /** All claims; most are read more than once. */
  private final Map<String, Json> byName = new HashMap<>();

  private Claims(Json json) {
    this.json = json;
    json.forEachMember(byName::put);
  }

  /**
   * Empty if the claims are invalid: a time that is not a number would have no effect, and a
   * backend may read another value of a repeated claim (RFC 7519, 4).
   */
  static Optional<Claims> of(Json json) {
    if (json.kind() != Json.Kind.OBJECT || json.repeatedName().isPresent()) {
      return Optional.empty();
    }
    var claims = new Claims(json);
    return isTime(claims.get(EXPIRY)) && isTime(claims.get(NOT_BEFORE))
        ? Optional.of(claims)
        : Optional.empty();
  }

  /** Null if the claim is missing. */
  @Nullable Json get(String name) {
    return byName.get(name);
  }

  private static boolean isTime(@Nullable Json value) {
    return value == null
        || value.isNull()
        || (value.kind() == Json.Kind.NUMBER
            && Math.abs(value.number().doubleValue()) <= MAX_SECONDS);
  }

  /** A copy without its parsed index, which takes several times its memory. */
  Json toKeep() {
    byte[] bytes = json.toBytes();
    return Json.trusted(bytes, 0, bytes.length);
  }

  /** In milliseconds of the epoch. */
  Optional<Long> expiry() {
    return millis(EXPIRY);
  }

  /** In milliseconds of the epoch. */
  Optional<Long> notBefore() {
    return millis(NOT_BEFORE);
  }

  private Optional<Long> millis(String name) {
    return Optional.ofNullable(get(name))
        .filter(it -> !it.isNull())
        .map(it -> (long) (it.number().doubleValue() * 1_000));
  }

  /** Whether one of its audiences is one of these; the claim may have one or several. */
  boolean isFor(Collection<String> audiences) {
    Json written = get("aud");
    if (written == null) {
      return false;
    }
    List<Json> all = written.kind() == Json.Kind.ARRAY ? written.elements() : List.of(written);
    for (Json it : all) {
      if (it.kind() == Json.Kind.STRING && audiences.contains(it.text())) {
        return true;
      }
    }
    return false;
  }

  /** The first of these claims that is a text; empty if there is none. */
  Optional<String> firstText(List<String> names) {
    for (String name : names) {
      String text = text(name);
      if (!text.isEmpty()) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  /** Empty if the claim is missing or not a string. */
  String text(String name) {
    Json found = get(name);
    return found == null || found.kind() != Json.Kind.STRING ? "" : found.text();
  }
}
