package dev.joinall.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The patterns of a schema by RE2, whose time is linear in the text and whose stack does not grow
 * with it; the JDK's own can be made to run for ever by what a client sends. RE2 has no look-around
 * and no back references.
 */
final class LinearPatterns implements RegularExpressionFactory {
  @Override
  public RegularExpression getRegularExpression(String pattern) {
    try {
      Pattern compiled = Pattern.compile(pattern);
      return text -> compiled.matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern is not one of RE2, which has no look-around and no back references: "
              + e.getMessage(),
          e);
    }
  }
}
