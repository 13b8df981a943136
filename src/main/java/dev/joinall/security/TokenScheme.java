package dev.joinall.security;

import java.util.List;
import java.util.Optional;

/**
 * A scheme of the header {@code Authorization} for tokens. It determines whether the client proves
 * possession of a key.
 */
public enum TokenScheme {
  /** Without a proof (RFC 6750). */
  BEARER("Bearer "),
  /** With a proof (RFC 9449). */
  DPOP("DPoP ");

  private static final List<TokenScheme> ALL = List.of(values());

  private final String prefix;

  TokenScheme(String prefix) {
    this.prefix = prefix;
  }

  /** Whether the header has this scheme. */
  public boolean begins(String header) {
    return header.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** The token of a header; empty if it has another scheme. */
  static Optional<String> token(String header) {
    for (TokenScheme it : ALL) {
      if (it.begins(header)) {
        return Optional.of(header.substring(it.prefix.length()).strip());
      }
    }
    return Optional.empty();
  }
}
