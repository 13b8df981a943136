package dev.joinall.openapi;

import dev.joinall.config.InputConfig;
import dev.joinall.config.Tree;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Inputs.In;
import dev.joinall.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request. */
record Parameters(Components components) {
  /**
   * The declared parameters, and those of every route.
   *
   * @param variables the variables of the path, by their names in the document
   */
  List<Object> of(Plan plan, List<String> variables, InputConfig input, boolean safe) {
    List<Object> all = new ArrayList<>();
    var inPath = variables.iterator();
    for (Inputs.Parameter it : plan.inputs().parameters()) {
      all.add(of(it, it.in() == In.PATH ? inPath.next() : it.name(), plan, input));
    }
    if (!declares(plan, "traceparent")) {
      all.add(
          shared(
              "traceparent",
              "A W3C trace context to go on with. An invalid one is ignored, and a new trace"
                  + " begins.",
              JsonMaps.map("schema", JsonMaps.map("type", "string"))));
    }
    if (safe && !declares(plan, "If-None-Match")) {
      all.add(
          shared(
              "If-None-Match",
              "The tags of the answers that the client has",
              JsonMaps.map(
                  "schema", JsonMaps.map("type", "string"), "example", "W/\"b3118b6feb5cdf83\"")));
    }
    return all;
  }

  private static boolean declares(Plan plan, String header) {
    return plan.inputs().parameters().stream()
        .anyMatch(it -> it.in() == In.HEADER && it.name().equalsIgnoreCase(header));
  }

  private Map<String, Object> shared(String name, String description, Map<String, Object> rest) {
    return components.shared(
        "parameters",
        name,
        () -> {
          Map<String, Object> parameter =
              JsonMaps.map("name", name, "in", "header", "description", description);
          parameter.putAll(rest);
          return parameter;
        });
  }

  /** A parameter. Annotations of the schema, such as its description, become its annotations. */
  private Map<String, Object> of(
      Inputs.Parameter planned, String name, Plan plan, InputConfig input) {
    String in = planned.in().name().toLowerCase(Locale.ROOT);
    Map<String, Object> parameter = JsonMaps.map("name", name, "in", in);
    if (planned.in() == In.PATH || (planned.required() && planned.defaultValue().isEmpty())) {
      parameter.put("required", true);
    }
    Map<String, Object> written =
        written(planned, input).map(JsonMaps::of).orElseGet(() -> JsonMaps.map("type", "string"));
    JsonMaps.text(written, "description").ifPresent(it -> parameter.put("description", it));
    if (planned.form() == Inputs.Form.SEGMENTS) {
      parameter.merge(
          "description",
          "The rest of the path. It may have slashes, which are sent as they are.",
          (text, more) -> text + ". " + more);
    }
    if (Boolean.TRUE.equals(written.get("deprecated"))) {
      parameter.put("deprecated", true);
    }
    List<?> examples = JsonMaps.elements(written, "examples");
    List.of("description", "examples", "deprecated").forEach(written::remove);
    planned.defaultValue().ifPresent(it -> written.put("default", it));
    String title = Titles.pascal(plan.name() + "-" + planned.name());
    parameter.put("schema", components.convert(written, title));
    if (!examples.isEmpty()) {
      parameter.put("example", examples.getFirst());
    }
    return parameter;
  }

  /** The schema as written in the file; empty if it declares none. */
  static Optional<Tree.Mapping> written(Inputs.Parameter planned, InputConfig input) {
    Map<String, InputConfig.Parameter> all =
        switch (planned.in()) {
          case PATH -> input.path();
          case QUERY -> input.query();
          case HEADER -> input.header();
        };
    return Optional.ofNullable(all.get(planned.name())).map(InputConfig.Parameter::schema);
  }
}
