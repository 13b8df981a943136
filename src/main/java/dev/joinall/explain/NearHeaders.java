package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Warns of headers whose names are nearly those of known ones: {@code ContentType}. */
final class NearHeaders {
  private static final Set<String> KNOWN =
      Set.of(
          ("accept-encoding accept-language authorization cache-control content-disposition"
                  + " content-encoding content-language content-location content-type if-match"
                  + " if-modified-since if-none-match if-unmodified-since idempotency-key"
                  + " last-modified location proxy-authorization retry-after set-cookie"
                  + " strict-transport-security user-agent www-authenticate x-api-key"
                  + " x-correlation-id x-forwarded-for x-forwarded-host x-forwarded-proto"
                  + " x-request-id x-total-count")
              .split(" ", -1));

  /** A shorter name may be a different one. */
  private static final int MIN_LENGTH = 8;

  private NearHeaders() {}

  static void check(Map<String, Tree> headers, Problems found) {
    headers.forEach((name, value) ->
        meant(name.toLowerCase(Locale.ROOT))
            .ifPresent(it ->
                found.add(
                    value,
                    "the header " + name + " is not a usual one",
                    "did you mean \"" + it + "\"?")));
  }

  private static Optional<String> meant(String name) {
    if (name.length() < MIN_LENGTH || KNOWN.contains(name)) {
      return Optional.empty();
    }
    String letters = name.replaceAll("[-_]", "");
    return KNOWN.stream()
        .filter(it -> it.replace("-", "").equals(letters) || isOneEdit(name, it))
        .findFirst();
  }

  /**
   * Whether the names differ by one inserted, missing or different letter, or by two exchanged
   * letters.
   */
  private static boolean isOneEdit(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    int from = 0;
    while (from < shorter && a.charAt(from) == b.charAt(from)) {
      from++;
    }
    int same = 0;
    while (same < shorter - from
        && a.charAt(a.length() - 1 - same) == b.charAt(b.length() - 1 - same)) {
      same++;
    }
    String restOfA = a.substring(from, a.length() - same);
    String restOfB = b.substring(from, b.length() - same);
    boolean exchanged =
        restOfA.length() == 2 && new StringBuilder(restOfA).reverse().toString().equals(restOfB);
    return (restOfA.length() <= 1 && restOfB.length() <= 1) || exchanged;
  }
}
