package dev.joinall.openapi;

import dev.joinall.config.RespondConfig.Errors;
import dev.joinall.json.Json;
import dev.joinall.plan.Plan;
import dev.joinall.plan.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Example values, from the examples in the schemas. */
final class Examples {
  private final Components components;

  /** The examples of components. Each is computed once, even if many schemas refer to it. */
  private final Map<String, Optional<Object>> byReference = new HashMap<>();

  Examples(Components components) {
    this.components = components;
  }

  /** The example of this schema; empty if the file has none. */
  Optional<Object> of(Map<?, ?> schema) {
    Optional<String> reference = JsonMaps.text(schema, "$ref");
    if (reference.isEmpty()) {
      return example(schema);
    }
    Optional<Object> known = byReference.get(reference.get());
    if (known != null) {
      return known;
    }
    byReference.put(reference.get(), Optional.empty()); // inside itself it has none
    Optional<Object> found = example(components.resolve(schema));
    byReference.put(reference.get(), found);
    return found;
  }

  private Optional<Object> example(Map<?, ?> schema) {
    return first(schema, "examples")
        .or(() -> Optional.ofNullable(schema.get("const")))
        .or(() -> Optional.ofNullable(schema.get("default")))
        .or(() -> first(schema, "enum"))
        .or(() -> alternative(schema))
        .or(() -> composed(schema));
  }

  private static Optional<Object> first(Map<?, ?> schema, String name) {
    return JsonMaps.elements(schema, name).stream().map(Object.class::cast).findFirst();
  }

  private Optional<Object> alternative(Map<?, ?> schema) {
    List<Object> all = new ArrayList<>(JsonMaps.elements(schema, "oneOf"));
    all.addAll(JsonMaps.elements(schema, "anyOf"));
    return all.stream()
        .filter(it -> it instanceof Map<?, ?> map && !"null".equals(map.get("type")))
        .flatMap(it -> of((Map<?, ?>) it).stream())
        .findFirst();
  }

  private Optional<Object> composed(Map<?, ?> schema) {
    Map<?, ?> properties = JsonMaps.members(schema, "properties");
    if (!properties.isEmpty()) {
      return object(properties, JsonMaps.elements(schema, "required"));
    }
    return schema.get("items") instanceof Map<?, ?> items
        ? of(items).map(List::of)
        : Optional.empty();
  }

  private Optional<Object> object(Map<?, ?> properties, List<?> required) {
    Map<String, Object> object = new LinkedHashMap<>();
    properties.forEach((name, schema) -> {
      if (schema instanceof Map<?, ?> map) {
        of(map).ifPresent(it -> object.put((String) name, it));
      }
    });
    return object.isEmpty() || !object.keySet().containsAll(required)
        ? Optional.empty()
        : Optional.of(object);
  }

  /** A complete answer. */
  Optional<Map<String, Object>> complete(Map<?, ?> body) {
    return of(body)
        .flatMap(it -> it instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty())
        .map(it -> {
          Map<String, Object> example = JsonMaps.copy(it);
          example.remove("errors");
          return example;
        });
  }

  /** The same answer if every backend that is not required is down; empty if all are required. */
  static Optional<Map<String, Object>> incomplete(Map<String, Object> complete, Plan plan) {
    Map<String, Object> example = new LinkedHashMap<>(complete);
    List<Object> errors = new ArrayList<>();
    Set<Integer> without = new HashSet<>();
    for (Task task : plan.tasks()) {
      boolean skipped =
          task.needs().stream()
              .anyMatch(it -> it.what() != Task.For.SETTLED && without.contains(it.task()));
      boolean down = !skipped && !task.required() && task.backend().isPresent();
      Optional<Object> fallback = down ? Bodies.fallback(task) : Optional.empty();
      if (down) {
        errors.add(error(task, plan));
      }
      if ((down && fallback.isEmpty()) || skipped) {
        without.add(task.index());
      }
      if (down || skipped) {
        example.computeIfPresent(task.name(), (name, value) -> fallback.orElse(Json.NULL));
      }
    }
    example.put("errors", errors);
    return errors.isEmpty() ? Optional.empty() : Optional.of(example);
  }

  static Map<String, Object> error(Task task, Plan plan) {
    Map<String, Object> error = JsonMaps.map("task", task.name(), "fault", "unavailable");
    if (plan.answer().errors() == Errors.FULL) {
      error.put("ms", 2L);
    }
    return error;
  }
}
