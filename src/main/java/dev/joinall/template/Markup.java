package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;

/**
 * A text of XML or HTML with expressions. What they give is escaped, so that it is text there,
 * never a tag or a further attribute. Immutable and thread-safe.
 */
public final class Markup {
  private static final char REPLACEMENT = '\uFFFD';

  private final List<Template> parts;
  private final boolean html;

  private Markup(List<Template> parts, boolean html) {
    this.parts = List.copyOf(parts);
    this.html = html;
  }

  /**
   * Checks that each expression stands where an escaped text is only text: between tags, or in the
   * quotes of an attribute.
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
   * @throws InvalidExpression if an expression fails, or gives a character that XML does not have
   */
  public String render(Scope scope) {
    var out = new StringBuilder();
    for (Template part : parts) {
      if (part instanceof Template.Constant(var literal)) {
        out.append(literal.text());
      } else {
        escape(part.text(scope), out);
      }
    }
    return out.toString();
  }

  private void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\r' -> out.append("&#13;");
        default -> {
          out.append(isCharacter(text, i) ? c : replacement());
        }
      }
    }
  }

  /** HTML replaces what is no character of its own; XML has no such rule. */
  private char replacement() {
    if (html) {
      return REPLACEMENT;
    }
    throw new InvalidExpression("a text of XML can't hold this control character");
  }

  private static boolean isCharacter(String text, int at) {
    char c = text.charAt(at);
    return (c >= ' ' || c == '\t' || c == '\n') && c < 0xFFFE && !isLone(text, at);
  }

  private static boolean isLone(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
        : Character.isLowSurrogate(c)
            && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
