package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Authority;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.Optional;

/**
 * The user and the password of an address, for Basic authentication (RFC 7617). The password may be
 * missing or empty.
 */
public final class BasicCredentials {
  private BasicCredentials() {}

  /** The value of a header such as {@code Authorization}; empty if the address has none. */
  public static Optional<String> header(Authority authority) {
    if (authority.login().isEmpty()) {
      return Optional.empty();
    }
    // URLDecoder decodes forms, in which a plus is a blank.
    String decoded = URLDecoder.decode(authority.login().replace("+", "%2B"), UTF_8);
    String plain = decoded.indexOf(':') < 0 ? decoded + ":" : decoded;
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(plain.getBytes(UTF_8)));
  }
}
