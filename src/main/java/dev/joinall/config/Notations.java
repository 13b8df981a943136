package dev.joinall.config;

import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Unquoted scalars that some versions of YAML read as a number, a boolean or null, and others as a
 * text.
 */
final class Notations {
  private static final Pattern OTHER_NUMBER =
      Pattern.compile(
          "[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+(?:_[0-9]+)+)|\\+[0-9]+");

  /** 010 is 8 in YAML 1.1, 10 in YAML 1.2, and not a number in JSON. */
  private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");

  /**
   * The words yes, no, on and off are texts, as in YAML 1.2; "No" may be the detail of a rejection.
   */
  private static final Map<String, String> WORDS =
      Map.of(
          "True", "true",
          "TRUE", "true",
          "False", "false",
          "FALSE", "false",
          "Null", "null",
          "NULL", "null");

  private Notations() {}

  /** Reports a scalar that may have another intended meaning. */
  static void check(Node node, Tree where, Problems problems) {
    if (node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
      check(scalar.getValue(), where, problems);
    }
  }

  private static void check(String text, Tree where, Problems problems) {
    String word = WORDS.get(text);
    if (word != null) {
      problems.add(
          where,
          "\"" + text + "\" is a text in some versions of YAML, and not in others",
          "write " + word + ", or put the text in quotes");
    } else if (OTHER_NUMBER.matcher(text).matches() || LEADING_ZERO.matcher(text).matches()) {
      problems.add(
          where,
          "\""
              + Excerpt.beginning(text)
              + "\" is a text in some versions of YAML, and a number in others",
          "put a text in quotes; a number is written in decimal, without leading zeros");
    }
  }
}
