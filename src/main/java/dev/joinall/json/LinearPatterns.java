package dev.joinall.json;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/** The patterns of a schema. Each use is charged to the validation in which it runs. */
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
