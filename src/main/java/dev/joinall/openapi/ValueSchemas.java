package dev.joinall.openapi;

import dev.joinall.json.Json;
import dev.joinall.plan.ForEach;
import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import dev.joinall.template.Template;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schemas of computed values: constants as they are, values of tasks and inputs by their
 * schemas, and others by the type of the expression.
 */
record ValueSchemas(Bodies bodies, Plan plan) {
  private static final String TYPE = "type";

  Map<String, Object> of(Template template) {
    return switch (template) {
      case Template.Constant(Json json) -> constant(json);
      case Template.Text _ -> JsonMaps.map(TYPE, "string");
      case Template.Items(var items) -> list(items.stream().map(this::of).toList());
      case Template.Members(var members, var optional) -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        members.forEach((name, member) -> properties.put(name, member(of(member))));
        List<String> always =
            members.keySet().stream().filter(it -> !optional.contains(it)).toList();
        yield CommonSchemas.object(properties, always);
      }
      case Template.Computed computed -> of(computed);
    };
  }

  /** The schema of a member. Generators can't compile a type whose only value is null. */
  private static Map<String, Object> member(Map<String, Object> schema) {
    return "null".equals(schema.get(TYPE)) ? JsonMaps.map("description", "Always null") : schema;
  }

  private static Map<String, Object> constant(Json json) {
    return switch (json.kind()) {
      case OBJECT -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        json.forEachMember((name, member) -> properties.put(name, member(constant(member))));
        yield CommonSchemas.object(properties, List.copyOf(properties.keySet()));
      }
      case ARRAY -> list(json.elements().stream().map(ValueSchemas::constant).toList());
      case NULL -> JsonMaps.map(TYPE, "null");
      case STRING -> SchemaRules.applied(JsonMaps.map(TYPE, "string", "const", json.text()));
      case NUMBER, BOOLEAN ->
          SchemaRules.applied(JsonMaps.map(TYPE, SchemaRules.typeOf(json), "const", json));
    };
  }

  /** A list of this many items. Their order is lost, because few generators know tuples. */
  private static Map<String, Object> list(List<Map<String, Object>> items) {
    long size = items.size();
    return JsonMaps.map(
        TYPE, "array", "minItems", size, "maxItems", size, "items", SchemaUnion.of(items));
  }

  private Map<String, Object> of(Template.Computed computed) {
    Map<String, Object> typed = SchemaRules.applied(JsonMaps.parse(computed.schema().toString()));
    Optional<Map<String, Object>> read = computed.source().flatMap(this::read);
    return read.filter(it -> !it.isEmpty()).orElse(typed);
  }

  /** The schema of the value that is read; empty if nothing is known of the slot. */
  private Optional<Map<String, Object>> read(Template.Source source) {
    return slot(source.slot())
        .map(found -> {
          Map<String, Object> at = found;
          for (String part : source.parts()) {
            at = bodies.parts().part(at, part, source.missingIsNull());
          }
          return at;
        });
  }

  private Optional<Map<String, Object>> slot(int slot) {
    for (Task task : plan.tasks()) {
      if (task.valueSlot() == slot) {
        return Optional.of(bodies.ofTask(task, plan));
      }
      Optional<ForEach> items = task.forEach().filter(it -> it.itemSlot() == slot);
      if (items.isPresent()) {
        return Optional.of(bodies.parts().items(of(items.get().in())));
      }
    }
    if (plan.inputs().body().filter(it -> it.slot() == slot).isPresent()) {
      return bodies.inputs(plan).body();
    }
    return plan.inputs().parameters().stream()
        .filter(it -> it.slot() == slot)
        .findFirst()
        .map(this::parameter);
  }

  private Map<String, Object> parameter(Inputs.Parameter parameter) {
    Map<String, Object> schema = bodies.inputs(plan).parameter(parameter);
    return parameter.required() || parameter.defaultValue().isPresent()
        ? schema
        : NullableSchema.of(schema);
  }
}
