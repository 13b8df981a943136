package dev.joinall.json;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.SchemaLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * A compiled JSON Schema (2020-12) with RE2 patterns. Thread-safe. Loads no other schemas: a {@code
 * $ref} must refer to the schema itself.
 */
public final class JsonSchema {
  /** The maximum number of reported violations. */
  public static final int MAX_VIOLATIONS = 50;

  /** The default budget of one validation. */
  public static final long MAX_ELEMENTS = 2_500_000;

  /** The number of bytes of a value that are read, and checked for duplicate names, per element. */
  private static final int BYTES = 4;

  /**
   * In characters: the maximum length of a violation's texts. A client may send names as long as a
   * body.
   */
  private static final int MAX_TEXT = 300;

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keywords(ExactKeywords.all())
              .formats(BoundedFormat.all())
              .build(),
          registry ->
              registry
                  .schemaLoader(
                      new SchemaLoader(List.of(), List.of(), JsonSchema::isStandard, iri -> false))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .locale(Locale.ENGLISH)
                          .formatAssertionsEnabled(true)
                          .regularExpressionFactory(JsonSchema::linear)
                          .build()));

  /** One value per kind: enough to detect a circular {@code $ref}. */
  private static final List<Json> SAMPLES =
      List.of(
          Json.NULL,
          Json.TRUE,
          Json.number(1),
          Json.string(""),
          Json.EMPTY_ARRAY,
          Json.EMPTY_OBJECT);

  static {
    // Loads the messages from a file here, and not on an event loop.
    Schema nothing = REGISTRY.getSchema(JsonNodes.of(Json.FALSE));
    var _ = violations(nothing, Json.NULL, bound(0), JsonSchema::message);
  }

  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  /** A pattern of a schema. Each use is charged to the validation in which it runs. */
  private static RegularExpression linear(String pattern) {
    LinearPattern compiled = LinearPattern.compile(pattern);
    return text -> {
      BoundedCheck.spend(compiled.work(text.length()));
      return compiled.isIn(text);
    };
  }

  /**
   * Whether it is one of the specification's own schemas, which are part of the library; it loads
   * them by {@code classpath:}.
   */
  private static boolean isStandard(AbsoluteIri iri) {
    return iri.toString().startsWith("https://json-schema.org/draft/2020-12/");
  }

  /** One violation of a schema by a value. */
  public record Violation(String pointer, String message) {
    public Violation {
      pointer = shortened(pointer);
      message = shortened(message);
    }

    private static String shortened(String text) {
      return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }
  }

  /** The problems of a schema itself; empty if it can be compiled. */
  public static List<Violation> problemsOf(Json schema) {
    Schema meta = REGISTRY.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
    List<Violation> wrong = violations(meta, schema, bound(0), JsonSchema::problem);
    return wrong.isEmpty() ? problemsInUse(schema) : wrong;
  }

  /** The message of an error; for a pattern, the message of its compiler. */
  private static String problem(Error error) {
    if (error.getKeyword().equals("format") && error.getInstanceNode().isString()) {
      try {
        LinearPattern.compile(error.getInstanceNode().stringValue());
      } catch (IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return String.valueOf(error.getMessage());
  }

  /** Finds problems of patterns and references, which only appear in use. */
  private static List<Violation> problemsInUse(Json schema) {
    try {
      JsonSchema compiled = compile(schema);
      return SAMPLES.stream()
          .flatMap(sample -> compiled.validate(sample).stream())
          .filter(it -> it.message().equals(BoundedCheck.TOO_LONG))
          .map(it -> new Violation("", "the schema refers to itself without end"))
          .limit(1)
          .toList();
    } catch (RuntimeException e) {
      return List.of(new Violation("", String.valueOf(e.getMessage())));
    }
  }

  /** Compiles a schema without problems. */
  public static JsonSchema compile(Json schema) {
    try {
      Schema compiled = REGISTRY.getSchema(JsonNodes.of(schema));
      compiled.initializeValidators();
      return new JsonSchema(compiled);
    } catch (StackOverflowError e) {
      throw new IllegalStateException("its references lead too far from one to the next", e);
    }
  }

  /**
   * Like {@link #validate(Json, LongPredicate)} with a budget of {@link #MAX_ELEMENTS}, including
   * the cost of reading the value.
   */
  public List<Violation> validate(Json value) {
    return violations(schema, value, bound(value.length() / BYTES), JsonSchema::message);
  }

  /**
   * The first {@link #MAX_VIOLATIONS} violations, unordered; empty if the value matches. A value
   * that takes too long to validate does not match.
   *
   * @param take takes elements of about ten nanoseconds from a budget; false if they exceed it; a
   *     negative number returns them
   */
  public List<Violation> validate(Json value, LongPredicate take) {
    return violations(schema, value, take, JsonSchema::message);
  }

  private static String message(Error error) {
    return String.valueOf(error.getMessage());
  }

  private static LongPredicate bound(long before) {
    long[] spent = {before};
    return more -> (spent[0] += more) <= MAX_ELEMENTS;
  }

  private static List<Violation> violations(
      Schema schema, Json value, LongPredicate take, Function<Error, String> describe) {
    BoundedCheck check = new BoundedCheck(MAX_VIOLATIONS, take);
    List<Violation> violations = new ArrayList<>();
    try {
      check.run(() -> schema.validate(check, JsonNodes.of(value)));
    } catch (BoundedCheck.GivenUp e) {
      if (check.found().isEmpty()) {
        violations.add(new Violation("", String.valueOf(e.getMessage())));
      }
    } catch (ValidationLimitExceededException e) {
      if (check.found().isEmpty()) {
        violations.add(new Violation("", BoundedCheck.TOO_LONG));
      }
    } catch (StackOverflowError e) {
      throw new IllegalStateException("the schema refers to itself without end", e);
    }
    for (Error error : check.found()) {
      violations.add(new Violation(pointer(error), describe.apply(error)));
    }
    return violations;
  }

  /** The position as a JSON Pointer; empty for the value itself. */
  private static String pointer(Error error) {
    return String.valueOf(error.getInstanceLocation());
  }
}
