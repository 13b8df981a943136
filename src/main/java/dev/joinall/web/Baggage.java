package dev.joinall.web;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The header {@code baggage} (W3C Baggage, 3): a list of {@code key=value;property}. Invalid
 * entries, and entries beyond the limits of the recommendation, are dropped.
 */
final class Baggage {
  static final String HEADER = "baggage";

  private static final int MAX_MEMBERS = 64;

  /** In bytes. All valid characters are ASCII. */
  private static final int MAX_LENGTH = 8_192;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String BLANKS = "[ \\t]*";
  private static final String VALUE = "[!#-+\\--:<-\\[\\]-~]*+";

  private static final Pattern MEMBER =
      Pattern.compile(
          "%1$s%2$s=%2$s%3$s(?:%2$s;%2$s%1$s(?:%2$s=%2$s%3$s)?)*+".formatted(TOKEN, BLANKS, VALUE));

  private static final Splitter COMMA =
      Splitter.on(',').trimResults(CharMatcher.anyOf(" \t")).omitEmptyStrings();

  private Baggage() {}

  /** The value to pass on; empty if there is none. */
  static String of(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    List<String> members = new ArrayList<>();
    int length = 0;
    for (String line : lines) {
      for (String member : COMMA.split(line)) {
        boolean fits =
            members.size() < MAX_MEMBERS
                && length + member.length() <= MAX_LENGTH
                && MEMBER.matcher(member).matches();
        if (fits) {
          members.add(member);
          length += member.length() + 1;
        }
      }
    }
    return String.join(",", members);
  }
}
