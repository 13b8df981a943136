package dev.joinall.web;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The header {@code tracestate} (W3C Trace Context, 3.3): a list of {@code key=value}. */
final class TraceState {
  /** In characters. Every participant should pass on at least this length. */
  private static final int MAX_LENGTH = 512;

  private static final int MAX_MEMBERS = 32;

  /** In characters: longer members are omitted first. */
  private static final int LONG_MEMBER = 128;

  private static final Splitter COMMA =
      Splitter.on(',').trimResults(CharMatcher.anyOf(" \t")).omitEmptyStrings();

  private static final Pattern MEMBER =
      Pattern.compile(
          "([a-z0-9][a-z0-9_*/@-]{0,255})=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]"); // no comma, no =

  private TraceState() {}

  /** The value to pass on: empty if it is not valid; without members if it is too long. */
  static String of(List<String> lines) {
    List<String> members = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (String member : COMMA.split(String.join(",", lines))) {
      Optional<String> key = key(member);
      if (key.isEmpty() || !keys.add(key.get())) {
        return "";
      }
      members.add(member);
    }
    return members.size() > MAX_MEMBERS ? "" : shortened(members);
  }

  private static Optional<String> key(String member) {
    var matcher = MEMBER.matcher(member);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String shortened(List<String> members) {
    if (length(members) > MAX_LENGTH) {
      members.removeIf(it -> it.length() > LONG_MEMBER);
    }
    while (length(members) > MAX_LENGTH) {
      members.removeLast();
    }
    return String.join(",", members);
  }

  private static int length(List<String> members) {
    return members.stream().mapToInt(it -> it.length() + 1).sum() - 1;
  }
}
