package dev.joinall.openapi;

import dev.joinall.config.InputConfig;
import dev.joinall.plan.BodyPlanner;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schemas of an aggregation's inputs, as its expressions see them. */
record InputSchemas(Plan plan, InputConfig written, Components components) {
  private static final List<String> ANNOTATIONS =
      List.of("description", "examples", "deprecated", "default");

  /**
   * The schema of a parameter, without the annotations that belong to the parameter itself. Without
   * a declared schema, it is any text.
   */
  Map<String, Object> parameter(Inputs.Parameter parameter) {
    Map<String, Object> schema =
        Parameters.written(parameter, written)
            .map(JsonMaps::of)
            .orElseGet(() -> JsonMaps.map("type", "string"));
    ANNOTATIONS.forEach(schema::remove);
    return components.convert(schema, Titles.pascal(plan.name() + "-" + parameter.name()));
  }

  /** The schema of the body; empty if the body is not JSON. */
  Optional<Map<String, Object>> body() {
    return written
        .body()
        .map(BodyPlanner::schema)
        .map(it -> components.convert(JsonMaps.of(it), Titles.pascal(plan.name()) + "Body"));
  }
}
