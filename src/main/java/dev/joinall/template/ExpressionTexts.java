package dev.joinall.template;

import java.util.List;
import java.util.stream.Collectors;

/** The expressions of a text, and the literal text between them, as written. */
public record ExpressionTexts(List<String> expressions, String literal) {
  public ExpressionTexts {
    expressions = List.copyOf(expressions);
  }

  /** Splits a text with <code>${...}</code>. */
  public static ExpressionTexts in(String text) {
    List<Placeholders.Piece> pieces = Placeholders.split(text);
    return new ExpressionTexts(
        pieces.stream()
            .filter(Placeholders.Code.class::isInstance)
            .map(it -> ((Placeholders.Code) it).text())
            .toList(),
        pieces.stream()
            .filter(Placeholders.Literal.class::isInstance)
            .map(it -> ((Placeholders.Literal) it).text())
            .collect(Collectors.joining(" ")));
  }

  /**
   * The text with empty expressions: the part that is common to all calls, independent of values.
   */
  public static String blanked(String text) {
    var blanked = new StringBuilder();
    for (Placeholders.Piece piece : Placeholders.split(text)) {
      if (piece instanceof Placeholders.Literal(String literal)) {
        blanked.append(literal.replace("$", "$$"));
      } else {
        blanked.append("${}");
      }
    }
    return blanked.toString();
  }
}
