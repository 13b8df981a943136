package dev.joinall.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.util.List;
import java.util.Locale;

/** A compiled JSON Schema (2020-12). Thread-safe; fetches nothing from anywhere. */
public final class JsonSchema {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .locale(Locale.ENGLISH)
                      .formatAssertionsEnabled(true)
                      .build()));

  static {
    // The first violation's message is read from a file: now, and not on an event loop.
    var _ = violations(REGISTRY.getSchema("false", InputFormat.JSON), Json.NULL);
  }

  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  /** One way in which a value does not fit. */
  public record Violation(String pointer, String message) {}

  /** What is wrong with a schema itself; empty where it can be compiled. */
  public static List<Violation> problemsOf(Json schema) {
    Schema meta = REGISTRY.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
    return violations(meta, schema);
  }

  /** Compiles a schema that has no problems. */
  public static JsonSchema compile(Json schema) {
    return new JsonSchema(REGISTRY.getSchema(schema.toString(), InputFormat.JSON));
  }

  /** Every way in which this value does not fit, in no particular order; empty where it fits. */
  public List<Violation> validate(Json value) {
    return violations(schema, value);
  }

  private static List<Violation> violations(Schema schema, Json value) {
    List<Error> errors = schema.validate(value.toString(), InputFormat.JSON);
    return errors.stream()
        .map(error -> new Violation(pointer(error), String.valueOf(error.getMessage())))
        .toList();
  }

  /** Where, as a JSON Pointer; empty for the value itself. */
  private static String pointer(Error error) {
    return String.valueOf(error.getInstanceLocation());
  }
}
