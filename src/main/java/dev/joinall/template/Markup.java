package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;

/**
 * A text of XML or HTML with expressions. Their values are escaped, so that each is only text,
 * never a tag or another attribute. Immutable and thread-safe.
 */
public final class Markup {
  private final List<Template> parts;
  private final boolean html;

  private Markup(List<Template> parts, boolean html) {
    this.parts = List.copyOf(parts);
    this.html = html;
  }

  /**
   * Compiles the text, and checks that each expression is in a place where an escaped value is only
   * text: between tags, or in the quotes of an attribute.
   *
   * @param where the place of the text in the file
   */
  public static Markup compile(Template.Text text, boolean html, Tree where, Problems problems) {
    var scanner = new MarkupScanner(html);
    for (Template part : text.parts()) {
      if (part instanceof Template.Constant(var literal)) {
        scanner.read(literal.text());
      } else {
        scanner
            .problem()
            .ifPresent(it ->
                problems.add(
                    where,
                    "an expression can't stand " + it + ": a value could change the structure",
                    "write it between tags, or in the quotes of an attribute"));
      }
    }
    return new Markup(text.parts(), html);
  }

  /**
   * @throws InvalidExpression if an expression fails, or its value has a character that XML does
   *     not allow
   */
  public String render(Scope scope) {
    var out = new StringBuilder();
    for (Template part : parts) {
      if (part instanceof Template.Constant(var literal)) {
        out.append(literal.text());
      } else {
        Escapes.append(part.text(scope), html, out);
      }
    }
    return out.toString();
  }
}
