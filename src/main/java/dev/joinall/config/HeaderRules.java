package dev.joinall.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The valid headers of HTTP (RFC 9110, 5.1 and 5.5), and the headers that the file must not set.
 */
public final class HeaderRules {
  public static final String NO_VALUE =
      "a header can't contain control characters, or characters beyond Latin-1";

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** A name and a value, then attributes (RFC 6265, 4.1.1). */
  private static final Pattern COOKIE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+=.*");

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** The syntax of {@code Cache-Control} (RFC 9111, 5.2). */
  private static final Pattern DIRECTIVES =
      Pattern.compile(
          "(?:[ \\t]*(?:%1$s(?:=(?:%1$s|\"[^\"]*\"))?)?[ \\t]*(?:,|$))*".formatted(TOKEN));

  /** Headers that delimit a message; a contradiction would allow request smuggling. */
  public static final Set<String> FRAMING =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Also the host, which is always the host of the backend. */
  public static final Set<String> FRAMING_AND_HOST =
      Stream.concat(FRAMING.stream(), Stream.of("host")).collect(Collectors.toUnmodifiableSet());

  /** Headers that the server itself sets in every call. */
  public static final Set<String> OWN =
      Stream.concat(
              FRAMING_AND_HOST.stream(),
              Stream.of("accept", "content-type", "traceparent", "tracestate", "user-agent"))
          .collect(Collectors.toUnmodifiableSet());

  /** Headers with one value: a message with two of them would be ambiguous (RFC 9110, 5.3). */
  private static final Set<String> SINGLE =
      Set.of(
          "authorization",
          "content-location",
          "content-type",
          "etag",
          "from",
          "host",
          "last-modified",
          "location",
          "referer",
          "retry-after",
          "user-agent");

  private HeaderRules() {}

  /** Whether the text is a valid name of a header. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether the text has no control characters except tab, and only characters of Latin-1. */
  public static boolean isValue(String text) {
    return text.chars().allMatch(c -> (c >= ' ' || c == '\t') && c != 0x7f && c <= 0xff);
  }

  /**
   * Returns the valid headers; reports a problem for each other one. The values of expressions are
   * checked when they run. A header whose value is null is always omitted, so a question mark after
   * its name has no effect.
   */
  public static Map<String, Tree> checked(
      Map<String, Tree> headers, Set<String> refused, Problems problems) {
    Map<String, Tree> good = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    headers.forEach((key, value) -> {
      String name = OptionalKeys.name(key);
      if (!NAME.matcher(name).matches()) {
        problems.add(value, "this is not the name of a header", "letters, digits and dashes");
      } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
        problems.add(
            value,
            "the header " + name + " is written twice",
            "names of headers are case-insensitive; keep one");
      } else if (refused.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add(value, "the header " + name + " is set by the server itself", "remove it");
      } else if (isValid(name, value, problems)) {
        good.put(name, value);
      }
    });
    return good;
  }

  /** Whether the value is valid; a list is one header line for each element. */
  private static boolean isValid(String name, Tree value, Problems problems) {
    if (value instanceof Tree.Sequence list) {
      if (SINGLE.contains(name.toLowerCase(Locale.ROOT))) {
        problems.add(value, "the header " + name + " has one value, got a list", "write one");
        return false;
      }
      return list.items().stream().allMatch(it -> isLine(name, it, problems));
    }
    return isLine(name, value, problems);
  }

  private static boolean isLine(String name, Tree value, Problems problems) {
    if (!(value instanceof Tree.Scalar scalar)) {
      problems.add(
          value,
          "expected the text of a header, got " + value.noun(),
          "a list of texts is one line for each; JSON in a header is written as an expression");
      return false;
    }
    if (name.equalsIgnoreCase("set-cookie")
        && isConstant(value)
        && !COOKIE.matcher(scalar.text()).matches()) {
      problems.add(
          value, "expected a cookie, got " + value.noun(), "for example \"seen=1; Path=/\"");
      return false;
    }
    if (name.equalsIgnoreCase("cache-control")
        && isConstant(value)
        && !DIRECTIVES.matcher(scalar.text()).matches()) {
      problems.add(
          value,
          "expected directives of a cache, got " + value.noun(),
          "for example \"public, max-age=60\"");
      return false;
    }
    if (isConstant(value) && !isValue(scalar.text())) {
      problems.add(value, NO_VALUE, "");
      return false;
    }
    return true;
  }

  private static boolean isConstant(Tree value) {
    return value instanceof Tree.Scalar scalar
        && (scalar.fromEnvironment() || !scalar.text().contains("${"));
  }
}
