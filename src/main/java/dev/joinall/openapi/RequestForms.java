package dev.joinall.openapi;

import dev.joinall.config.Tree;
import dev.joinall.plan.BodyContent;
import dev.joinall.plan.BodyPlanner;
import dev.joinall.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bodies of requests that are not JSON, by media type. */
record RequestForms(Components components) {
  Map<String, Object> of(Tree.Mapping body, BodyContent.Type type, Plan plan) {
    List<String> types = content(plan).rules().types();
    if (type == BodyContent.Type.BINARY || type == BodyContent.Type.STREAM) {
      Map<String, Object> all = new LinkedHashMap<>();
      (types.isEmpty() ? List.of("*/*") : types)
          .forEach(it -> all.put(it, JsonMaps.map("schema", CommonSchemas.binary())));
      return all;
    }
    Map<String, Object> written = JsonMaps.of(BodyPlanner.schema(body));
    if (written.get("properties") instanceof Map<?, ?> properties) {
      Map<String, Object> described = new LinkedHashMap<>();
      properties.forEach((name, schema) ->
          described.put(String.valueOf(name), property(String.valueOf(name), schema, plan)));
      written.put("properties", described);
    }
    Map<String, Object> schema = components.convert(written, Titles.pascal(plan.name()) + "Body");
    return JsonMaps.map(type.mediaType(), JsonMaps.map("schema", schema));
  }

  private static BodyContent content(Plan plan) {
    return plan.inputs().body().orElseThrow().content();
  }

  /** The schema of a field; a file is a string in binary format. */
  private static Object property(String name, Object schema, Plan plan) {
    BodyContent.Field field = content(plan).fields().get(name);
    if (field == null || !field.file()) {
      return schema;
    }
    Map<String, Object> file = CommonSchemas.binary();
    return field.list() ? JsonMaps.map("type", "array", "items", file) : file;
  }
}
