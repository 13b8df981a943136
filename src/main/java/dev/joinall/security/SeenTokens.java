package dev.joinall.security;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The callers of recently verified tokens, by the hash of the token. Thread-safe. */
final class SeenTokens {
  /** The maximum time for which a token is accepted after its issuer has withdrawn the key. */
  static final Duration MAX_AGE = Duration.ofSeconds(60);

  /** The maximum of tokens. With claims of 1 KB each they take about 20 MB. */
  private static final int MAX = 10_000;

  /**
   * The maximum size of claims, in bytes. Larger tokens are verified each time, because many of
   * them would take too much memory.
   */
  private static final int MAX_LENGTH = 4 << 10;

  private final Clock clock;
  private final RecentlyUsed<Digest, Seen> seen = new RecentlyUsed<>(MAX);

  /**
   * @param until milliseconds of the epoch
   */
  private record Seen(Authentication.Known known, long until) {}

  SeenTokens(Clock clock) {
    this.clock = clock;
  }

  Optional<Authentication.Known> of(Digest token) {
    Seen found = seen.get(token);
    if (found == null) {
      return Optional.empty();
    }
    if (found.until() <= clock.millis()) {
      seen.remove(token);
      return Optional.empty();
    }
    return Optional.of(found.known());
  }

  /**
   * Stores a caller.
   *
   * @param expiry of its token, in milliseconds of the epoch
   */
  void store(Digest digest, long expiry, Authentication.Known known) {
    if (known.caller().claims().length() <= MAX_LENGTH) {
      long until = Math.min(expiry, clock.millis() + MAX_AGE.toMillis());
      seen.put(digest, new Seen(known, until));
    }
  }
}
