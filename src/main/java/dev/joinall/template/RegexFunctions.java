package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.joinall.json.LinearPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Functions that search for an RE2 pattern. */
final class RegexFunctions {
  /** In elements: the cost of a match, besides reading the text. */
  private static final int MATCH = 100;

  private RegexFunctions() {}

  static void declare(FunctionTable table) {
    CelType text = SimpleType.STRING;
    table.bind(
        "regex_extract_string_string", it -> extracted((String) it[0], (String) it[1]), text, text);
    table.bind(
        "regex_extractAll_string_string", it -> all((String) it[0], (String) it[1]), text, text);
    table.bind(
        "regex_replaceAll_string_string_string",
        it -> replaced((String) it[0], (String) it[1], (String) it[2], -1),
        text,
        text,
        text);
    table.bind(
        "regex_replaceCount_string_string_string_int",
        it -> replaced((String) it[0], (String) it[1], (String) it[2], (Long) it[3]),
        text,
        text,
        text,
        SimpleType.INT);
  }

  private static LinearPattern.Matches matches(String text, String pattern) {
    LinearPattern compiled = Patterns.compiled(pattern);
    return compiled.in(new MeteredText(text, compiled.workOfCharacter()));
  }

  /**
   * Returns the index of the wanted group: 1 if the pattern has one group, 0 for the whole match.
   */
  private static int wanted(LinearPattern.Matches matches) {
    if (matches.groups() > 1) {
      throw new IllegalArgumentException("the pattern has more than one group");
    }
    return matches.groups();
  }

  private static Optional<Object> extracted(String text, String pattern) {
    LinearPattern.Matches matches = matches(text, pattern);
    int wanted = wanted(matches);
    Meter.chargeElements(MATCH);
    return matches.next() ? matches.group(wanted).map(it -> charged(it)) : Optional.empty();
  }

  private static String charged(String text) {
    Meter.chargeBytes(Cost.OBJECT + (long) text.length());
    return text;
  }

  private static List<Object> all(String text, String pattern) {
    LinearPattern.Matches matches = matches(text, pattern);
    int wanted = wanted(matches);
    List<Object> all = new ArrayList<>();
    Meter.chargeElements(MATCH);
    while (matches.next()) {
      Meter.chargeElements(MATCH);
      matches.group(wanted).ifPresent(it -> all.add(charged(it)));
    }
    return all;
  }

  private static String replaced(String text, String pattern, String by, long max) {
    LinearPattern.Matches matches = matches(text, pattern);
    var replaced = new StringBuilder();
    int from = 0;
    Meter.chargeElements(MATCH);
    for (long left = max; left != 0 && matches.next(); left--) {
      Meter.chargeElements(MATCH);
      Texts.append(replaced, text, from, matches.start());
      String replacement = replacement(matches, by);
      Texts.append(replaced, replacement, 0, replacement.length());
      from = matches.end();
    }
    Texts.append(replaced, text, from, text.length());
    return replaced.toString();
  }

  /**
   * Expands the replacement: {@code \1} is the first group, {@code \0} the whole match, {@code \\}
   * a backslash.
   */
  private static String replacement(LinearPattern.Matches matches, String by) {
    if (by.indexOf('\\') < 0) {
      return by;
    }
    var replacement = new StringBuilder();
    Meter.chargeElements(Cost.ofText(by.length()));
    for (int i = 0; i < by.length(); i++) {
      char c = by.charAt(i);
      if (c != '\\') {
        replacement.append(c);
        continue;
      }
      char next = ++i < by.length() ? by.charAt(i) : ' ';
      if (next == '\\') {
        replacement.append(next);
      } else if (next >= '0' && next <= '9' && next - '0' <= matches.groups()) {
        matches.group(next - '0').ifPresent(it -> replacement.append(charged(it)));
      } else {
        throw new IllegalArgumentException(
            "in a replacement \\ stands before a number of a group, or before another \\");
      }
    }
    return replacement.toString();
  }
}
