package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How YAML writes a text, so that it is read as that text again. */
final class YamlText {
  /** Without quotes it is a text in YAML 1.1 and 1.2 alike, in brackets too. */
  private static final Pattern PLAIN = plain("A-Za-z0-9_$./()+-");

  /** So is this, but for brackets. */
  private static final Pattern PROSE = plain("A-Za-z0-9_$./()+,;'`=?!-");

  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  /** JSON's escapes do not have to cover these, and YAML does not print them. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]");

  private YamlText() {}

  /** Lines that say all by themselves. */
  static boolean isLiteral(String text) {
    return text.contains("\n")
        && !text.startsWith(" ")
        && !text.startsWith("\n")
        && !text.endsWith("\n\n")
        && text.lines().noneMatch(line -> line.endsWith(" "))
        && isPrintable(text.replace("\n", ""));
  }

  /** Words that can go on any line. */
  static boolean isFoldable(String text) {
    return text.contains(" ")
        && !text.contains("  ")
        && !text.contains("\\")
        && text.equals(text.strip())
        && isPrintable(text);
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(it -> it >= ' ') && !UNPRINTABLE.matcher(text).find();
  }

  /** Words of these characters, the first of which begins with a letter. */
  private static Pattern plain(String characters) {
    return Pattern.compile("[A-Za-z_$/][%1$s]*( [%1$s]+)*".formatted(characters));
  }

  private static boolean isPlain(String text, Pattern plain) {
    return plain.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** On one line, in brackets and out of them. */
  static String anywhere(String text) {
    return isPlain(text, PLAIN) ? text : quoted(text);
  }

  /** On one line that has no brackets. */
  static String inBlock(String text) {
    return isPlain(text, PROSE) ? text : quoted(text);
  }

  private static String quoted(String text) {
    boolean escapes = text.contains("\"") || text.contains("\\");
    if (escapes && !text.contains("'") && isPrintable(text)) {
      return "'" + text + "'";
    }
    return UNPRINTABLE
        .matcher(Json.string(text).toString())
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
