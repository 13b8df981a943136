package dev.joinall.plan;

import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import java.util.List;
import java.util.Optional;

/**
 * The inputs of a request and their slots.
 *
 * @param id the slot of the request's id
 * @param time the slot of its time of arrival
 */
public record Inputs(List<Parameter> parameters, Optional<Body> body, int id, int time) {
  public Inputs {
    parameters = List.copyOf(parameters);
  }

  /** The place of a parameter in a request. */
  public enum In {
    PATH,
    QUERY,
    HEADER
  }

  /** The conversion of a parameter's text to a value. */
  public enum Form {
    TEXT,
    /** Several segments of the path, each decoded, with the slashes between them. */
    SEGMENTS,
    INTEGER,
    NUMBER,
    BOOLEAN
  }

  /**
   * One declared parameter.
   *
   * @param form of the value, or of each value of a list
   * @param list whether it may be repeated
   * @param defaultValue the value if the request has none
   * @param schema empty if any text is valid
   */
  public record Parameter(
      In in,
      String name,
      int slot,
      Form form,
      boolean list,
      boolean required,
      Optional<Json> defaultValue,
      Optional<JsonSchema> schema) {}

  /**
   * The declared body.
   *
   * @param schema of its value
   */
  public record Body(int slot, JsonSchema schema, BodyContent content) {}
}
