package dev.joinall.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The inputs of a request: parameters by name, each with a JSON Schema, and one body. */
public record InputConfig(
    Map<String, Parameter> path,
    Map<String, Parameter> query,
    Map<String, Parameter> header,
    Optional<Tree.Mapping> body) {

  static final InputConfig NONE = new InputConfig(Map.of(), Map.of(), Map.of(), Optional.empty());

  /**
   * @param schema a JSON Schema (2020-12), without the keys {@code required} and {@code default}
   */
  public record Parameter(
      String name, Tree.Mapping schema, boolean required, Optional<Tree> defaultValue) {

    static Parameter read(String name, Tree tree, boolean inPath, Problems problems) {
      if (tree instanceof Tree.Scalar || tree instanceof Tree.Sequence) {
        problems.add(
            tree,
            "expected the schema of \"" + name + "\", got " + tree.noun(),
            name.equals("required")
                ? "write required: true at each parameter"
                : "for example " + name + ": { type: string }");
      }
      Tree schema =
          tree instanceof Tree.Mapping ? tree : Tree.Mapping.empty(tree.at(), tree.path());
      var fields = new Fields(schema, problems);
      return new Parameter(
          name,
          fields.mapping().without("required", "default"),
          inPath || fields.flag("required", false),
          fields.tree("default"));
    }
  }

  static InputConfig read(Fields fields, Problems problems) {
    var read =
        new InputConfig(
            parameters(fields, "path", problems),
            parameters(fields, "query", problems),
            parameters(fields, "header", problems),
            fields.nested("body").map(Fields::mapping));
    fields.done();
    return read;
  }

  private static Map<String, Parameter> parameters(Fields fields, String in, Problems problems) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    fields
        .entries(in)
        .forEach((name, tree) ->
            parameters.put(name, Parameter.read(name, tree, in.equals("path"), problems)));
    return parameters;
  }
}
