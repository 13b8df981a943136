package dev.joinall.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Reads the URL of an endpoint of an issuer. */
public final class IssuerUrl {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private IssuerUrl() {}

  /**
   * Returns the URL, or reports a problem. Plain HTTP would expose secrets to the network, and let
   * an attacker replace keys.
   *
   * @param whose the owner of the URL, for the message
   */
  static Optional<URI> read(String text, String whose, Tree where, Problems problems) {
    try {
      var url = new URI(text);
      if (isSafe(url) && url.getUserInfo() == null && url.getFragment() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    problems.add(
        where,
        "expected the https URL of " + whose + ", got " + where.noun(),
        "plain http is for this machine only, such as http://localhost:8080");
    return Optional.empty();
  }

  /** Whether it is an https URL, or an http URL of this machine. */
  public static boolean isSafe(URI url) {
    String host = url.getHost();
    return host != null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && LOOPBACK.contains(host)));
  }
}
