package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Warns of comparing a value of a backend or of a body with the text "null". Inputs may be that
 * text: browsers send {@code Origin: null}.
 */
final class NullInQuotes implements Warnings.Check {
  private static final String VALUE = "\\b(?:tasks|body|item)\\b[^\\s=!<>&|(){},]*";
  private static final String TEXT = "(?:'null'|\"null\")";
  private static final Pattern COMPARED =
      Pattern.compile(VALUE + "\\s*([=!]=)\\s*" + TEXT + "|" + TEXT + "\\s*([=!]=)\\s*" + VALUE);

  @Override
  public void check(Explanation explanation, Problems found) {
    explanation.config().where().scalars().forEach(it -> check(it, found));
  }

  private static void check(Tree.Scalar scalar, Problems found) {
    Matcher matcher = COMPARED.matcher(scalar.text());
    if (matcher.find() && scalar.text().lastIndexOf("${", matcher.start()) >= 0) {
      String operator = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      found.add(
          scalar,
          "this compares with the text \"null\", and not with null",
          "write " + operator + " null, without quotes");
    }
  }
}
