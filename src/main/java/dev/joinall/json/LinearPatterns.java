package dev.joinall.json;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/** The patterns of a schema, each of whose uses is counted by the check that it belongs to. */
final class LinearPatterns implements RegularExpressionFactory {
  @Override
  public RegularExpression getRegularExpression(String pattern) {
    LinearPattern compiled = LinearPattern.compile(pattern);
    return text -> {
      BoundedCheck.spend(compiled.work(text.length()));
      return compiled.isIn(text);
    };
  }
}
