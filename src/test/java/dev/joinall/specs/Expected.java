package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text in which {@code <<regex>>} matches variable text. */
record Expected(String text) {
  private static final Pattern HOLE = Pattern.compile("<<(.+?)>>");

  /** Fails with both texts if the actual one differs. */
  void check(String what, String actual) {
    if (!pattern().matcher(actual).matches()) {
      assertThat(actual).as(what).isEqualTo(text);
    }
  }

  private Pattern pattern() {
    var pattern = new StringBuilder();
    Matcher hole = HOLE.matcher(text);
    int from = 0;
    while (hole.find()) {
      pattern.append(Pattern.quote(text.substring(from, hole.start())));
      pattern.append("(?:").append(hole.group(1)).append(')');
      from = hole.end();
    }
    return Pattern.compile(pattern.append(Pattern.quote(text.substring(from))).toString());
  }
}
