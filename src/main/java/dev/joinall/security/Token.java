package dev.joinall.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.text.ParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A signed JSON Web Token in the compact form (RFC 7519). It is not verified.
 *
 * @param text as it was sent
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Token(String text, JWSHeader header, Claims claims, byte[] signature) {
  /**
   * The types of access tokens, and of tokens in general. An id token or a logout token is not
   * accepted (RFC 8725).
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Most tokens of an issuer have the same header. */
  private static final RecentlyUsed<String, JWSHeader> HEADERS = new RecentlyUsed<>(256);

  private static final int MAX_CACHED_HEADER = 1_024;

  /** Empty for any other text, such as an encrypted token or one without a signature. */
  static Optional<Token> parse(String text) {
    int first = text.indexOf('.');
    int last = text.lastIndexOf('.');
    boolean isCompact =
        first >= 0 && text.indexOf('.', first + 1) == last && last < text.length() - 1;
    if (!isCompact || text.indexOf('=') >= 0) { // no padding (RFC 7515, 2)
      return Optional.empty();
    }
    try {
      JWSHeader header = header(text.substring(0, first));
      byte[] claims = Base64.getUrlDecoder().decode(text.substring(first + 1, last));
      byte[] signature = Base64.getUrlDecoder().decode(text.substring(last + 1));
      return Claims.of(Json.parse(claims)).map(it -> new Token(text, header, it, signature));
    } catch (ParseException | MalformedJson | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JWSHeader header(String text) throws ParseException {
    JWSHeader known = HEADERS.get(text);
    if (known != null) {
      return known;
    }
    // Nimbus skips characters that are not base64url, and fails at a header that is null.
    Json json = Json.parse(Base64.getUrlDecoder().decode(text));
    if (json.kind() != Json.Kind.OBJECT || json.repeatedName().isPresent()) {
      throw new ParseException("not an object with one value for each name", 0); // RFC 7515, 4
    }
    JWSHeader parsed = JWSHeader.parse(new Base64URL(text));
    if (json.get("crit") != null && !parsed.getIncludedParams().contains("crit")) {
      throw new ParseException("critical extensions without a name", 0); // RFC 7515, 4.1.11
    }
    if (text.length() <= MAX_CACHED_HEADER) {
      HEADERS.put(text, parsed);
    }
    return parsed;
  }

  /** The signed bytes (RFC 7515, 5.1). */
  byte[] signed() {
    return text.substring(0, text.lastIndexOf('.')).getBytes(US_ASCII);
  }

  boolean hasKnownType() {
    return header.getType() == null
        || TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT));
  }
}
