package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Warns of tags that an expression writes within a text of HTML or XML: what an expression gives is
 * escaped there, so the tags are shown and not obeyed.
 */
final class EscapedMarkup {
  private static final Pattern MARKUP = Pattern.compile("text/html|[/+]xml|/xhtml");

  /** Texts that are looked for, and not written. */
  private static final Pattern SOUGHT =
      Pattern.compile(
          "\\b(?:replace|split|contains|startsWith|endsWith|indexOf|lastIndexOf|matches)"
              + "\\(\\s*(?:\"[^\"]*\"|'[^']*')");

  private static final Pattern TAG = Pattern.compile("[\"'][^\"'<]*</?[A-Za-z]");

  private EscapedMarkup() {}

  /** Looks at a body if its content type is markup. */
  static void look(Tree contentType, Tree body, Problems found) {
    if (contentType instanceof Tree.Scalar type
        && MARKUP.matcher(type.text().toLowerCase(Locale.ROOT)).find()) {
      look(body, found);
    }
  }

  private static boolean writesTag(String expression) {
    return TAG.matcher(SOUGHT.matcher(expression).replaceAll("")).find();
  }

  static void look(Tree tree, Problems found) {
    if (!(tree instanceof Tree.Scalar scalar)) {
      return;
    }
    ExpressionTexts texts = ExpressionTexts.in(scalar.text());
    boolean isText = texts.expressions().size() > 1 || !texts.literal().isEmpty();
    if (isText && texts.expressions().stream().anyMatch(EscapedMarkup::writesTag)) {
      found.add(
          tree,
          "what an expression gives is escaped here, also the tags that it writes itself",
          "let the whole text be one expression, which is not escaped, with htmlEscape(...) or"
              + " xmlEscape(...) around each value");
    }
  }
}
