package dev.joinall.openapi;

import java.util.Map;

/**
 * Converts the file's JSON Schemas to the document's. A schema with a {@code title} becomes a
 * component of that name, shared by all equal ones, and so does each part that a reference names.
 */
final class Schemas {
  private final Components components;

  Schemas(Components components) {
    this.components = components;
  }

  /**
   * Converts a schema of the file.
   *
   * @param name the name of the component if it refers to itself and has no title
   */
  Map<String, Object> of(Map<String, Object> written, String name) {
    return new SchemaConversion(components, written, name).converted();
  }

  /** The same schema, or null. */
  static Map<String, Object> orNull(Map<String, Object> schema) {
    return NullableSchema.of(schema);
  }
}
