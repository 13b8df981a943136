package dev.joinall.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a text at its {@code ${...}}. Two dollar signs before a brace are one literal dollar sign.
 */
final class Placeholders {

  /** A piece of text; {@code start} is its offset in the whole text, in characters. */
  sealed interface Piece {}

  record Literal(String text) implements Piece {}

  record Code(String text, int start) implements Piece {}

  /** The start of an expression without a closing brace. */
  record Unclosed(int start) implements Piece {}

  private final String text;
  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();

  private Placeholders(String text) {
    this.text = text;
  }

  static List<Piece> split(String text) {
    return new Placeholders(text).split();
  }

  /** The expression of a text that is nothing else. */
  static Optional<Code> alone(String text) {
    List<Piece> pieces = split(text);
    return pieces.size() == 1 && pieces.getFirst() instanceof Code code
        ? Optional.of(code)
        : Optional.empty();
  }

  private List<Piece> split() {
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("$${", at)) {
        literal.append("${");
        at += 3;
      } else if (text.startsWith("${", at)) {
        endLiteral();
        int end = end(at + 2);
        pieces.add(end < 0 ? new Unclosed(at) : new Code(text.substring(at + 2, end), at + 2));
        at = end < 0 ? text.length() : end + 1;
      } else {
        literal.append(text.charAt(at++));
      }
    }
    endLiteral();
    return pieces;
  }

  private void endLiteral() {
    if (!literal.isEmpty()) {
      pieces.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  /** The position of the closing brace; -1 if there is none. */
  private int end(int from) {
    int depth = 1;
    for (int at = from; at < text.length(); at++) {
      switch (text.charAt(at)) {
        case '{' -> depth++;
        case '}' -> {
          if (--depth == 0) {
            return at;
          }
        }
        case '"', '\'' -> at = endOfString(at);
        default -> {}
      }
    }
    return -1;
  }

  private int endOfString(int from) {
    char quote = text.charAt(from);
    String three = String.valueOf(quote).repeat(3);
    if (text.startsWith(three, from)) {
      int end = text.indexOf(three, from + 3);
      return end < 0 ? text.length() : end + 2;
    }
    int at = from + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }
}
