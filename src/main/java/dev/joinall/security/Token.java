package dev.joinall.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.joinall.json.Json;
import dev.joinall.json.MalformedJson;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON Web Token in the compact form (RFC 7519) with a signature. Nothing of it is verified.
 *
 * @param text as it was sent
 * @param json the claims
 */
record Token(String text, JWSHeader header, Base64URL signature, JWTClaimsSet claims, Json json) {
  /**
   * Of access tokens and of tokens in general; an id token or a logout token is none (RFC 8725).
   */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Empty if it is something else, such as an encrypted token or one without a signature. */
  static Optional<Token> parse(String text) {
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      return Optional.of(
          new Token(
              text,
              jwt.getHeader(),
              jwt.getSignature(),
              jwt.getJWTClaimsSet(),
              Json.parse(jwt.getPayload().toBytes())));
    } catch (ParseException | MalformedJson | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What is signed (RFC 7515, 5.1). */
  byte[] signed() {
    return text.substring(0, text.lastIndexOf('.')).getBytes(US_ASCII);
  }

  Optional<Instant> expiry() {
    return Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant);
  }

  Optional<Instant> notBefore() {
    return Optional.ofNullable(claims.getNotBeforeTime()).map(Date::toInstant);
  }

  boolean hasKnownType() {
    return header.getType() == null
        || TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT));
  }
}
