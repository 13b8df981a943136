package dev.joinall.security;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The URL that a client has called, without its query. Behind a trusted proxy, with the scheme and
 * the host in the headers of the proxy. Immutable and thread-safe.
 */
record PublicUrl(ClientAddress clients) {
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{0,5}))?(/[^?#]*)?([?#].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** A delimiter would end the host (RFC 3986, 3.2). */
  private static final Pattern DELIMITER = Pattern.compile("[/?#@]");

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final String UNRESERVED = "-._~";

  /**
   * Empty if it is unknown, because headers of proxies have several values, or contradict each
   * other.
   */
  Optional<String> of(AuthenticationRequest request) {
    String own = request.port() < 0 ? request.host() : request.host() + ":" + request.port();
    InetSocketAddress peer = request.remote();
    boolean isForwarded =
        peer != null && peer.getAddress() != null && clients.isTrusted(peer.getAddress());
    Optional<String> scheme =
        isForwarded
            ? named(request, "proto", "X-Forwarded-Proto", request.scheme())
            : Optional.of(request.scheme());
    Optional<String> host =
        isForwarded ? named(request, "host", "X-Forwarded-Host", own) : Optional.of(own);
    return scheme
        .filter(it -> SCHEMES.contains(it.toLowerCase(Locale.ROOT)))
        .flatMap(it ->
            host.filter(authority -> !DELIMITER.matcher(authority).find())
                .flatMap(authority -> normalized(it + "://" + authority + request.path())));
  }

  /** The value from the headers of the proxy; otherwise the default. */
  private static Optional<String> named(
      AuthenticationRequest request, String parameter, String header, String defaultValue) {
    List<String> standard = ForwardedFor.values(parameter, request.headers("Forwarded"));
    List<String> nonStandard = ForwardedFor.addresses(request.headers(header));
    if (standard.size() > 1 || nonStandard.size() > 1) {
      return Optional.empty();
    }
    List<String> all = Stream.concat(standard.stream(), nonStandard.stream()).distinct().toList();
    return switch (all.size()) {
      case 0 -> Optional.of(defaultValue);
      case 1 -> Optional.of(all.getFirst());
      default -> Optional.empty();
    };
  }

  /**
   * Normalizes an HTTP URL for comparison (RFC 3986, 6.2.2.1, 6.2.2.2 and 6.2.3), without query and
   * fragment; empty if it is not a URL of HTTP.
   */
  static Optional<String> normalized(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String port = parts.group(3) == null ? "" : parts.group(3);
    boolean isDefaultPort = port.isEmpty() || port.equals(scheme.equals("https") ? "443" : "80");
    String path = parts.group(4) == null ? "/" : parts.group(4);
    return Optional.of(
        scheme
            + "://"
            + parts.group(2).toLowerCase(Locale.ROOT)
            + (isDefaultPort ? "" : ":" + port)
            + ESCAPE
                .matcher(path)
                .replaceAll(it -> Matcher.quoteReplacement(unescaped(it.group()))));
  }

  private static String unescaped(String escape) {
    char c = (char) Integer.parseInt(escape.substring(1), 16);
    boolean isUnreserved = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
    return isUnreserved ? String.valueOf(c) : escape.toUpperCase(Locale.ROOT);
  }
}
