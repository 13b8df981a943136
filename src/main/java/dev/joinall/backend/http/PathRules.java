package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;

/**
 * The rules for paths. Servers decode a path before they split it into segments, some of them
 * twice, so a path is checked as written and after each decoding. Some servers treat a backslash as
 * a slash, and some drop the part of a segment after a semicolon.
 */
final class PathRules {
  /** A path that is still encoded after this many decodings is rejected. */
  static final int MAX_DECODINGS = 4;

  private PathRules() {}

  /**
   * The problem of a path; empty if it is valid.
   *
   * @param path percent-encoded, ASCII only
   */
  static Optional<String> problem(String path) {
    String read = path;
    for (int decodings = 0; decodings <= MAX_DECODINGS; decodings++) {
      Optional<String> problem = problemAsRead(read);
      String decoded = decoded(read);
      if (problem.isPresent() || decoded.equals(read)) {
        return problem;
      }
      read = decoded;
    }
    return Optional.of("a path can't be encoded more than " + MAX_DECODINGS + " times");
  }

  private static Optional<String> problemAsRead(String path) {
    int start = 0;
    for (int at = 0; at <= path.length(); at++) {
      if (at == path.length() || path.charAt(at) == '/' || path.charAt(at) == '\\') {
        if (isDots(path, start, at)) {
          return Optional.of("a segment of a path can't be . or .., also not encoded");
        }
        start = at + 1;
      } else if (isControl(path.charAt(at))) {
        return Optional.of("a path can't have a control character");
      } else if (isOverlong(path, at)) {
        return Optional.of("a path must be UTF-8");
      }
    }
    return Optional.empty();
  }

  private static boolean isDots(String path, int from, int to) {
    int end = path.indexOf(';', from, to);
    String segment = path.substring(from, end < 0 ? to : end).strip();
    return segment.equals(".") || segment.equals("..");
  }

  private static boolean isControl(char c) {
    return c < ' ' || c == 0x7f;
  }

  /** Whether it is an overlong UTF-8 form, which a lax decoder would turn into a dot or a slash. */
  private static boolean isOverlong(String bytes, int at) {
    char next = at + 1 < bytes.length() ? bytes.charAt(at + 1) : 0;
    return switch (bytes.charAt(at)) {
      case 0xC0, 0xC1 -> true;
      case 0xE0 -> next >= 0x80 && next < 0xA0;
      case 0xF0 -> next >= 0x80 && next < 0x90;
      default -> false;
    };
  }

  /** Decodes once; each char of the result is a byte. Invalid escapes are kept. */
  private static String decoded(String path) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    byte[] out = new byte[path.length()];
    int length = 0;
    int at = 0;
    while (at < path.length()) {
      int escaped = path.charAt(at) == '%' ? escaped(path, at + 1) : -1;
      out[length] = (byte) (escaped < 0 ? path.charAt(at) : escaped);
      length++;
      at += escaped < 0 ? 1 : 3;
    }
    return new String(out, 0, length, ISO_8859_1);
  }

  /** The byte of two hexadecimal digits; negative if there are none. */
  private static int escaped(String path, int at) {
    if (at + 2 > path.length()) {
      return -1;
    }
    int high = Character.digit(path.charAt(at), 16);
    int low = Character.digit(path.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
