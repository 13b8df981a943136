package dev.joinall.json;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The keywords that compare values. They replace the library's keywords, which round numbers, hash
 * client input, or write a billion digits for 1e999999999.
 */
final class ExactKeywords {
  private ExactKeywords() {}

  static List<Keyword> all() {
    return List.of(
        keyword(KeywordType.CONST, ExactKeywords::equalTo, ExactKeywords::text),
        keyword(KeywordType.ENUM, ExactKeywords::oneOf, ExactKeywords::texts),
        keyword(KeywordType.UNIQUE_ITEMS, ExactKeywords::unique, ExactKeywords::text),
        keyword(KeywordType.MULTIPLE_OF, ExactKeywords::multipleOf, ExactKeywords::text),
        limit(KeywordType.MAXIMUM, order -> order <= 0),
        limit(KeywordType.EXCLUSIVE_MAXIMUM, order -> order < 0),
        limit(KeywordType.MINIMUM, order -> order >= 0),
        limit(KeywordType.EXCLUSIVE_MINIMUM, order -> order > 0));
  }

  private static Predicate<JsonNode> equalTo(JsonNode written) {
    return value -> NodeOrder.INSTANCE.compare(value, written) == 0;
  }

  private static Predicate<JsonNode> oneOf(JsonNode written) {
    TreeSet<JsonNode> values = new TreeSet<>(NodeOrder.INSTANCE);
    written.forEach(values::add);
    return values::contains;
  }

  private static Predicate<JsonNode> unique(JsonNode written) {
    if (!written.booleanValue(false)) {
      return value -> true;
    }
    return value -> {
      TreeSet<JsonNode> seen = new TreeSet<>(NodeOrder.INSTANCE);
      return !value.isArray()
          || StreamSupport.stream(value.spliterator(), false).allMatch(seen::add);
    };
  }

  private static Predicate<JsonNode> multipleOf(JsonNode written) {
    BigDecimal divisor = written.decimalValue();
    return value -> !value.isNumber() || isMultiple(value.decimalValue(), divisor);
  }

  /** Uses powers modulo the divisor, so that no number is expanded, even with a large exponent. */
  private static boolean isMultiple(BigDecimal value, BigDecimal divisor) {
    BoundedCheck.spend(10 * (value.precision() + (long) divisor.precision()));
    if (value.signum() == 0 || divisor.signum() == 0) {
      return true;
    }
    BigDecimal a = value.stripTrailingZeros();
    BigDecimal b = divisor.stripTrailingZeros();
    long shift = (long) b.scale() - a.scale();
    BigInteger modulus = b.unscaledValue().abs();
    if (shift < 0) {
      // The value has more decimal places than the divisor, and its last digit is not zero.
      return false;
    }
    return BigInteger.TEN
            .modPow(BigInteger.valueOf(shift), modulus)
            .multiply(a.unscaledValue())
            .mod(modulus)
            .signum()
        == 0;
  }

  private static Keyword limit(KeywordType type, IntPredicate fits) {
    return keyword(
        type,
        written -> {
          BigDecimal bound = written.decimalValue();
          return value -> !value.isNumber() || fits.test(compared(value.decimalValue(), bound));
        },
        ExactKeywords::text);
  }

  private static int compared(BigDecimal value, BigDecimal bound) {
    BoundedCheck.spend(value.precision() + (long) bound.precision());
    return value.compareTo(bound);
  }

  private static String text(JsonNode written) {
    return written.asString(written.toString());
  }

  private static String texts(JsonNode written) {
    return StreamSupport.stream(written.spliterator(), false)
        .map(it -> it.isContainer() || it.isString() ? it.toString() : it.asString())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /**
   * Creates a keyword of the standard.
   *
   * @param test creates the test of a value from the keyword's value in the schema
   * @param describe the text of the keyword's value in the message of a violation
   */
  private static Keyword keyword(
      KeywordType type,
      Function<JsonNode, Predicate<JsonNode>> test,
      Function<JsonNode, String> describe) {
    return new Keyword() {
      @Override
      public String getValue() {
        return type.getValue();
      }

      @Override
      public KeywordValidator newValidator(
          SchemaLocation at, JsonNode written, Schema parent, SchemaContext context) {
        return new Validator(type, written, at, parent, context, test.apply(written), describe);
      }
    };
  }

  private static final class Validator extends BaseKeywordValidator {
    private final JsonNode written;
    private final Predicate<JsonNode> fits;
    private final Function<JsonNode, String> describe;

    Validator(
        KeywordType type,
        JsonNode written,
        SchemaLocation at,
        Schema parent,
        SchemaContext context,
        Predicate<JsonNode> fits,
        Function<JsonNode, String> describe) {
      super(type, written, at, parent, context);
      this.written = written;
      this.fits = fits;
      this.describe = describe;
    }

    @Override
    public void validate(ExecutionContext check, JsonNode value, JsonNode root, NodePath at) {
      if (!fits.test(value)) {
        check.addError(
            error()
                .instanceNode(value)
                .instanceLocation(at)
                .evaluationPath(check.getEvaluationPath())
                .locale(check.getExecutionConfig().getLocale())
                .arguments(describe.apply(written), value.isContainer() ? "" : value.asString())
                .build());
      }
    }
  }
}
