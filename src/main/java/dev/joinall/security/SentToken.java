package dev.joinall.security;

import java.util.List;
import java.util.Optional;

/**
 * A token in the header {@code Authorization}.
 *
 * @param text the token
 */
public record SentToken(String text) {
  private static final List<Scheme> SCHEMES = List.of(Scheme.values());

  /** The scheme, which determines whether the client proves possession of a key. */
  public enum Scheme {
    /** Without a proof (RFC 6750). */
    BEARER("Bearer "),
    /** With a proof (RFC 9449). */
    DPOP("DPoP ");

    private final String prefix;

    Scheme(String prefix) {
      this.prefix = prefix;
    }

    /** Whether the header has this scheme. */
    public boolean begins(String header) {
      return header.regionMatches(true, 0, prefix, 0, prefix.length());
    }
  }

  /** Empty if the header has another scheme. */
  static Optional<SentToken> of(String header) {
    for (Scheme it : SCHEMES) {
      if (it.begins(header)) {
        return Optional.of(new SentToken(header.substring(it.prefix.length()).strip()));
      }
    }
    return Optional.empty();
  }
}
