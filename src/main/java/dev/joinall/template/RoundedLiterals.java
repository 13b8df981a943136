package dev.joinall.template;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.joinall.json.Decimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the numbers in an expression that CEL rounded while parsing. */
final class RoundedLiterals {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]*\\.?[0-9]*(?:[eE][+-]?[0-9]+)?");

  private RoundedLiterals() {}

  /**
   * The rounded numbers, as written.
   *
   * @param written the whole expression
   */
  static List<String> rounded(String written, CelAbstractSyntaxTree ast) {
    return AstNodes.expressions(ast)
        .filter(expr -> AstNodes.isConstant(expr, CelConstant.Kind.DOUBLE_VALUE))
        .flatMap(expr -> {
          int at = ast.getSource().getPositionsMap().getOrDefault(expr.id(), -1);
          Matcher number = NUMBER.matcher(written);
          return at >= 0
                  && number.region(written.offsetByCodePoints(0, at), written.length()).lookingAt()
                  && isRounded(number.group(), expr.constant().doubleValue())
              ? Stream.of(number.group())
              : Stream.empty();
        })
        .toList();
  }

  private static boolean isRounded(String literal, double value) {
    return literal.chars().anyMatch(Character::isDigit)
        && (!Double.isFinite(value)
            || (!Decimal.parse(literal).equals(Decimal.of(value))
                && !Decimal.parse(literal).equals(Decimal.of(-value))));
  }
}
