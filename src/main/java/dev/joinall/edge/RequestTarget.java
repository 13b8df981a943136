package dev.joinall.edge;

import java.util.Optional;
import java.util.regex.Pattern;

/** The forms of a request's target (RFC 9112, 3.2). */
final class RequestTarget {
  private static final Pattern ABSOLUTE =
      Pattern.compile("https?://([^/?]*)(?:[/?].*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private RequestTarget() {}

  /** The defect of a target; empty if it has none. */
  static Optional<String> problem(String method, String target) {
    if (target.indexOf('#') >= 0) {
      return Optional.of("the target of the request has a # (RFC 9112, 3.2)");
    }
    if (target.startsWith("/")) {
      return Optional.empty();
    }
    if (target.equals("*")) {
      return method.equals("OPTIONS")
          ? Optional.empty()
          : Optional.of("the target * is for OPTIONS (RFC 9112, 3.2.4)");
    }
    var absolute = ABSOLUTE.matcher(target);
    boolean isUri =
        absolute.matches() && !absolute.group(1).isEmpty() && Framing.isHost(absolute.group(1));
    return isUri
        ? Optional.empty()
        : Optional.of(
            "the target of the request is neither a path nor an http URI (RFC 9112, 3.2)");
  }

  /** Whether each percent sign begins an encoded byte. */
  static boolean isEncoded(String target) {
    for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
      if (at + 2 >= target.length()
          || Character.digit(target.charAt(at + 1), 16) < 0
          || Character.digit(target.charAt(at + 2), 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
