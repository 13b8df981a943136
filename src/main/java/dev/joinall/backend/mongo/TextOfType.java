package dev.joinall.backend.mongo;

import dev.joinall.config.CallWarnings;
import dev.joinall.config.Tree;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds texts that look like values of another type: constants of the file, and inputs whose schema
 * requires such a text.
 */
record TextOfType(CallWarnings warnings) {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{24}");
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?:[Tt ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?.{0,6})?");
  private static final Pattern READ =
      Pattern.compile("\\$\\{\\s*(path|query|header|body)\\.(\\w+)\\s*}");

  /** A pattern in the schema of an input that requires 24 hex digits. */
  private static final Pattern DEMANDS_ID =
      Pattern.compile("\\^?\\(?\\[[0-9a-fA-F\\\\d-]+]\\{24}\\)?\\$?");

  private static final Set<String> DATES = Set.of("date", "date-time");

  /** The text as an expression, if it looks like an ObjectId. */
  Optional<String> id(Tree.Scalar scalar) {
    return written(scalar, ID)
        .or(() -> read(scalar, "pattern", it -> DEMANDS_ID.matcher(it).matches()));
  }

  /** The text as an expression, if it looks like a date. */
  Optional<String> date(Tree.Scalar scalar) {
    return written(scalar, DATE).or(() -> read(scalar, "format", DATES::contains));
  }

  private static Optional<String> written(Tree.Scalar scalar, Pattern pattern) {
    return scalar.value() instanceof String text && pattern.matcher(text).matches()
        ? Optional.of("'" + text + "'")
        : Optional.empty();
  }

  private Optional<String> read(Tree.Scalar scalar, String keyword, Predicate<String> demands) {
    Matcher read = READ.matcher(scalar.text());
    return read.matches()
        ? warnings
            .schema(read.group(1), read.group(2))
            .flatMap(it -> it.get(keyword))
            .filter(it -> it instanceof Tree.Scalar word && demands.test(word.text()))
            .map(it -> read.group(1) + "." + read.group(2))
        : Optional.empty();
  }
}
