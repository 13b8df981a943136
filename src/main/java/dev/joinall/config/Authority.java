package dev.joinall.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of an address between {@code //} and its path. Unlike {@link URI}, it allows an
 * underscore in the name of a host, because container names may have one (RFC 3986, 3.2.2, allows
 * it).
 *
 * @param login percent-encoded, as in {@code user:password}; empty if there is none
 * @param host a name, or an IP address; IPv6 in brackets
 * @param port -1 if there is none
 */
public record Authority(String login, String host, int port) {
  private static final Pattern SYNTAX =
      Pattern.compile("(?:([^@]*)@)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+)(?::(\\d{0,5}))?");

  /** The decoded user; empty if there is none. */
  public String user() {
    return decoded(login.split(":", 2)[0]);
  }

  /** The decoded password; empty if there is none. */
  public String password() {
    int colon = login.indexOf(':');
    return colon < 0 ? "" : decoded(login.substring(colon + 1));
  }

  /** Percent-decodes; unlike in a form, a plus is unchanged. */
  public static String decoded(String raw) {
    return URI.create("x:/" + raw).getPath().substring(1);
  }

  /** Empty if the address has no host. */
  public static Optional<Authority> of(URI address) {
    String raw = address.getRawAuthority();
    if (raw == null) {
      return Optional.empty();
    }
    Matcher parts = SYNTAX.matcher(raw);
    if (!parts.matches() || (address.getHost() == null && !parts.group(2).contains("_"))) {
      return Optional.empty();
    }
    return Optional.of(of(parts, parts.group(1) == null ? "" : parts.group(1)));
  }

  /**
   * The authorities of an address with one host, or several separated by commas; empty if one of
   * them is invalid.
   */
  public static List<Authority> all(URI address) {
    String raw = address.getRawAuthority();
    if (raw == null || raw.indexOf(',') < 0) {
      return of(address).stream().toList();
    }
    int at = raw.lastIndexOf('@');
    String login = at < 0 ? "" : raw.substring(0, at);
    List<Authority> all = new ArrayList<>();
    for (String host : raw.substring(at + 1).split(",", -1)) {
      Matcher parts = SYNTAX.matcher(host);
      if (!parts.matches()) {
        return List.of();
      }
      all.add(of(parts, login));
    }
    return List.copyOf(all);
  }

  private static Authority of(Matcher parts, String login) {
    String port = parts.group(3) == null ? "" : parts.group(3);
    return new Authority(login, parts.group(2), port.isEmpty() ? -1 : Integer.parseInt(port));
  }

  /** The authority of an address that has already been checked. */
  public static Authority required(URI address) {
    return of(address).orElseThrow(() -> new IllegalArgumentException("the address names no host"));
  }
}
