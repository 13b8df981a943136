package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Warns of tags in an expression within a text of HTML or XML. The result of the expression is
 * escaped, so the tags are displayed as text.
 */
final class EscapedMarkup {
  private static final Pattern MARKUP = Pattern.compile("text/html|[/+]xml|/xhtml");

  /** Texts that are search arguments, not output. */
  private static final Pattern SOUGHT =
      Pattern.compile(
          "\\b(?:replace|split|contains|startsWith|endsWith|indexOf|lastIndexOf|matches)"
              + "\\(\\s*(?:\"[^\"]*\"|'[^']*')");

  private static final Pattern TAG = Pattern.compile("[\"'][^\"'<]*</?[A-Za-z]");

  private EscapedMarkup() {}

  /** Checks a body if its content type is markup. */
  static void check(Tree contentType, Tree body, Problems found) {
    if (contentType instanceof Tree.Scalar type
        && MARKUP.matcher(type.text().toLowerCase(Locale.ROOT)).find()) {
      check(body, found);
    }
  }

  private static boolean writesTag(String expression) {
    return TAG.matcher(SOUGHT.matcher(expression).replaceAll("")).find();
  }

  static void check(Tree tree, Problems found) {
    if (!(tree instanceof Tree.Scalar scalar)) {
      return;
    }
    ExpressionTexts texts = ExpressionTexts.in(scalar.text());
    boolean isText = texts.expressions().size() > 1 || !texts.literal().isEmpty();
    if (isText && texts.expressions().stream().anyMatch(EscapedMarkup::writesTag)) {
      found.add(
          tree,
          "the result of an expression is escaped here, including its own tags",
          "let the whole text be one expression, which is not escaped, with htmlEscape(...) or"
              + " xmlEscape(...) around each value");
    }
  }
}
