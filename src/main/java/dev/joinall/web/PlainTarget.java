package dev.joinall.web;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes usual targets and hosts: those of characters that all readings of RFC 3986 interpret
 * alike. Others are parsed.
 */
final class PlainTarget {
  private static final int ASCII = 128;
  private static final int MAX_PORT = 65_535;
  private static final boolean[] PATH = table("-_.!~'()*:@&=+$,;/");
  private static final boolean[] QUERY = table("-_.!~'()*:@&=+$,;/?");
  private static final boolean[] NAME = table("-_.");

  private PlainTarget() {}

  private static boolean[] table(String symbols) {
    boolean[] table = new boolean[ASCII];
    for (int c = 0; c < ASCII; c++) {
      table[c] = Character.isLetterOrDigit(c) || symbols.indexOf(c) >= 0;
    }
    return table;
  }

  /** Whether the target is a plain absolute path, with or without a query. */
  static boolean is(String target) {
    int length = target.length();
    if (length == 0 || target.charAt(0) != '/' || target.startsWith("//")) {
      return false;
    }
    boolean inPath = true;
    for (int i = 1; i < length; i++) {
      char c = target.charAt(i);
      if (c == '?' && inPath) {
        inPath = false;
      } else if (c == '%') {
        if (i + 2 >= length || !isHex(target.charAt(i + 1)) || !isHex(target.charAt(i + 2))) {
          return false;
        }
      } else if (c >= ASCII || !(inPath ? PATH : QUERY)[c]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHex(char c) {
    return c < ASCII && Character.digit(c, 16) >= 0;
  }

  static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  static @Nullable String query(String target) {
    int query = target.indexOf('?');
    return query < 0 ? null : target.substring(query + 1);
  }

  /** Whether the host is a plain name or an IPv4 address, with or without a port. */
  static boolean isHost(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return false;
    }
    int colon = host.indexOf(':');
    int end = colon < 0 ? host.length() : colon;
    for (int i = 0; i < end; i++) {
      char c = host.charAt(i);
      if (c >= ASCII || !NAME[c]) {
        return false;
      }
    }
    return end > 0 && (colon < 0 || isPort(host, colon + 1));
  }

  private static boolean isPort(String host, int from) {
    int port = 0;
    for (int i = from; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9' || port > MAX_PORT) {
        return false;
      }
      port = 10 * port + (c - '0');
    }
    return host.length() > from && port <= MAX_PORT;
  }
}
