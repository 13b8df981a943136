package dev.joinall.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the scalars of YAML. */
final class YamlScalars {
  /** In characters; the cost of arithmetic is quadratic in the length. */
  static final int MAX_NUMBER = 1_000;

  /** Decimal exponent; writing a number out in full takes memory proportional to it. */
  static final int MAX_EXPONENT = 9_999;

  /** JSON has no such numbers, so they are strings. */
  private static final Set<String> NOT_FINITE = Set.of(".inf", "+.inf", "-.inf", ".nan");

  private YamlScalars() {}

  /** Returns the scalar at this position; reports an invalid one. */
  static Tree tree(ScalarNode node, Position start, String path, Problems problems) {
    Position at = content(node, start);
    String text = node.getValue();
    if (hasLoneSurrogate(text)) {
      problems.add(at, path, "this text has half of a surrogate pair", "write both halves");
      return new Tree.Scalar(at, path, "", "");
    }
    try {
      return new Tree.Scalar(at, path, value(node), text);
    } catch (NumberFormatException e) {
      problems.add(
          at,
          path,
          "\""
              + Excerpt.beginning(text)
              + "\" is not a "
              + noun(node.getTag())
              + " that can be read",
          "a number has at most %d digits and an exponent up to %d; a text goes in quotes"
              .formatted(MAX_NUMBER, MAX_EXPONENT));
      return new Tree.Scalar(at, path, 0L, "0");
    }
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE);
  }

  /** Returns the start of the text of a scalar: after its quote, if it has one. */
  private static Position content(ScalarNode node, Position at) {
    return switch (node.getScalarStyle()) {
      case SINGLE_QUOTED, DOUBLE_QUOTED -> new Position(at.line(), at.column() + 1);
      case PLAIN, LITERAL, FOLDED, JSON_SCALAR_STYLE -> at;
    };
  }

  /**
   * The value of a scalar: null, Boolean, Long, BigInteger, BigDecimal or String.
   *
   * @throws NumberFormatException for a number or boolean that can't be read
   */
  private static @Nullable Object value(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return bool(text);
    }
    boolean isNumber = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
    if (isNumber && text.length() > MAX_NUMBER) {
      throw new NumberFormatException("too long");
    }
    if (tag.equals(Tag.INT)) {
      return integer(new BigInteger(text));
    }
    if (tag.equals(Tag.FLOAT) && !NOT_FINITE.contains(text.toLowerCase(Locale.ROOT))) {
      return decimal(new BigDecimal(text));
    }
    return text;
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException("neither true nor false");
    };
  }

  private static BigDecimal decimal(BigDecimal value) {
    if (Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT) {
      throw new NumberFormatException("out of bounds");
    }
    return value;
  }

  /** The noun for a scalar with this tag. */
  private static String noun(Tag tag) {
    return tag.equals(Tag.BOOL) ? "boolean" : "number";
  }

  private static Object integer(BigInteger value) {
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }
}
