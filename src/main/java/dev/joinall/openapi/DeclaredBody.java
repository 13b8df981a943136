package dev.joinall.openapi;

import dev.joinall.config.OptionalKeys;
import dev.joinall.config.Tree;
import dev.joinall.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The schema of a declared body, as far as its form shows: an expression may have any value. */
record DeclaredBody(Bodies bodies, Plan plan) {
  private static final Pattern TASK = Pattern.compile("\\$\\{\\s*tasks\\.\\??([A-Za-z0-9_]+)\\s*}");

  Map<String, Object> of(Tree tree) {
    return switch (tree) {
      case Tree.Mapping mapping -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> always = new ArrayList<>();
        mapping
            .entries()
            .forEach((key, member) -> {
              String name = OptionalKeys.name(key);
              properties.put(name, of(member));
              if (!OptionalKeys.isOptional(key)) {
                always.add(name);
              }
            });
        yield CommonSchemas.object(properties, always);
      }
      case Tree.Sequence sequence -> {
        List<Object> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(of(item)));
        yield items.isEmpty()
            ? JsonMaps.map("type", "array", "maxItems", 0L)
            : JsonMaps.map("type", "array", "prefixItems", items, "minItems", (long) items.size());
      }
      case Tree.Scalar scalar -> of(scalar);
    };
  }

  private Map<String, Object> of(Tree.Scalar scalar) {
    if (!scalar.text().contains("${")) {
      return JsonMaps.map("const", JsonMaps.of(scalar));
    }
    Matcher task = TASK.matcher(scalar.text());
    if (task.matches()) {
      return plan.tasks().stream()
          .filter(it -> it.name().equals(task.group(1)))
          .findFirst()
          .map(it -> bodies.ofTask(it, plan))
          .orElse(Map.of());
    }
    boolean alone =
        scalar.text().startsWith("${")
            && scalar.text().indexOf("${", 2) < 0
            && scalar.text().endsWith("}");
    return alone ? Map.of() : JsonMaps.map("type", "string");
  }
}
