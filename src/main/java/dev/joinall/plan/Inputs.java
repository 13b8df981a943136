package dev.joinall.plan;

import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import java.util.List;
import java.util.Optional;

/**
 * What a request may bring and the slots that it goes to.
 *
 * @param id where the request's id goes
 * @param time where its time of arrival goes
 */
public record Inputs(List<Parameter> parameters, Optional<Body> body, int id, int time) {
  public Inputs {
    parameters = List.copyOf(parameters);
  }

  /** Where a parameter stands in a request. */
  public enum In {
    PATH,
    QUERY,
    HEADER
  }

  /** How the text of a parameter becomes a value. */
  public enum Form {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN
  }

  /**
   * One declared parameter.
   *
   * @param form of the value, or of each value where it is a list
   * @param list whether it may be repeated
   * @param defaultValue the value where the request has none
   * @param schema empty where every text will do
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

  /** The declared body. */
  public record Body(int slot, JsonSchema schema) {}
}
