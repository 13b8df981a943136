package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds constants in the syntax of MongoDB's shell, such as {@code ISODate("...")}, which are only
 * texts.
 */
final class ShellTexts {
  private static final Pattern CALL =
      Pattern.compile(
          "(?s)(?:new )?(ObjectId|ISODate|Date|UUID|NumberLong|NumberInt|NumberDecimal|Decimal128"
              + "|Timestamp|BinData)\\(.*\\)");

  private static final Map<String, String> FUNCTIONS =
      Map.of(
          "ObjectId", "objectId(...)",
          "ISODate", "date(...)",
          "Date", "date(...)",
          "UUID", "uuid(...)",
          "BinData", "binary(...)");

  private ShellTexts() {}

  static void check(Tree.Scalar scalar, Problems problems) {
    Matcher call = CALL.matcher(scalar.text().strip());
    if (scalar.value() instanceof String && call.matches()) {
      @Nullable String function = FUNCTIONS.get(call.group(1));
      problems.add(
          scalar,
          "this is a text, and no call of " + call.group(1),
          function == null ? "a number is written as it is" : "write ${" + function + "}");
    }
  }
}
