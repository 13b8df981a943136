package dev.joinall.explain;

import dev.joinall.config.Problems;
import dev.joinall.config.RespondConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Warns of tags that an expression writes within a text of HTML or XML: what an expression gives is
 * escaped there, so the tags are shown and not obeyed.
 */
final class EscapedMarkup implements Warnings.Check {
  private static final Pattern MARKUP = Pattern.compile("text/html|[/+]xml|/xhtml");

  /** Texts that are looked for, and not written. */
  private static final Pattern SOUGHT =
      Pattern.compile(
          "\\b(?:replace|split|contains|startsWith|endsWith|indexOf|lastIndexOf|matches)"
              + "\\(\\s*(?:\"[^\"]*\"|'[^']*')");

  private static final Pattern TAG = Pattern.compile("[\"'][^\"'<]*</?[A-Za-z]");

  @Override
  public void look(Explanation explanation, Problems found) {
    RespondConfig respond = explanation.config().respond();
    look(respond.met(), found);
    respond.unmet().values().forEach(it -> look(it, found));
    for (TaskConfig task : explanation.config().tasks().values()) {
      Tree.Mapping written = task.where() instanceof Tree.Mapping it ? it : null;
      if (written != null && written.get("headers").orElse(null) instanceof Tree.Mapping headers) {
        look(headers.entries(), written.get("body"), found);
      }
      if (written != null && written.get("send").orElse(null) instanceof Tree.Mapping mail) {
        mail.get("html").ifPresent(it -> look(it, found));
      }
    }
  }

  private static void look(RespondConfig.Made made, Problems found) {
    look(made.headers(), made.body(), found);
  }

  private static void look(Map<String, Tree> headers, Optional<Tree> body, Problems found) {
    headers.forEach((name, value) -> {
      if (name.equalsIgnoreCase("content-type")
          && value instanceof Tree.Scalar type
          && MARKUP.matcher(type.text().toLowerCase(Locale.ROOT)).find()) {
        body.ifPresent(it -> look(it, found));
      }
    });
  }

  private static boolean writesTag(String expression) {
    return TAG.matcher(SOUGHT.matcher(expression).replaceAll("")).find();
  }

  private static void look(Tree tree, Problems found) {
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
