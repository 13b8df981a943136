package dev.joinall.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.joinall.backend.Kinds;
import dev.joinall.config.ConfigSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The committed schema: what it says of a whole file, and of one place in it. */
final class FileSchema {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final JsonNode root =
      JsonMapper.shared().readTree(ConfigSchema.text(Kinds.installed(Map.of()).byName().values()));
  private final Schema compiled = compile(root);
  private final Map<JsonNode, Schema> conditions = new HashMap<>();

  private static Schema compile(JsonNode schema) {
    return REGISTRY.getSchema(schema.toString(), InputFormat.JSON);
  }

  JsonNode root() {
    return root;
  }

  /** What is wrong with a schema by the schema of all schemas; empty where nothing is. */
  List<Error> flaws() {
    String meta = "{\"$ref\":\"" + SpecificationVersion.DRAFT_2020_12.getDialectId() + "\"}";
    return REGISTRY.getSchema(meta, InputFormat.JSON).validate(root.toString(), InputFormat.JSON);
  }

  /** Where the file does not fit, in the words of a problem's path. */
  Set<String> violations(JsonNode file) {
    Set<String> paths = new TreeSet<>();
    for (Error error : compiled.validate(file.toString(), InputFormat.JSON)) {
      Path at = Path.ofPointer(error.getInstanceLocation().toString());
      boolean ofKey = error.getProperty() != null && !error.getKeyword().startsWith("req");
      paths.add((ofKey ? at.to(error.getProperty()) : at).toString());
    }
    return paths;
  }

  /** Every schema that holds at a place of a file, with what its conditions come to there. */
  List<JsonNode> at(JsonNode file, Path path) {
    List<JsonNode> here = applied(List.of(root), file);
    JsonNode value = file;
    for (Object step : path.steps()) {
      value = step instanceof Integer i ? value.path(i) : value.path((String) step);
      here = applied(here.stream().flatMap(it -> below(it, step).stream()).toList(), value);
    }
    return here;
  }

  private static Optional<JsonNode> below(JsonNode schema, Object step) {
    if (step instanceof Integer i) {
      JsonNode first = schema.path("prefixItems").path(i);
      return Optional.of(first.isMissingNode() ? schema.path("items") : first)
          .filter(JsonNode::isObject);
    }
    JsonNode named = schema.path("properties").path((String) step);
    return Optional.of(named.isMissingNode() ? schema.path("additionalProperties") : named)
        .filter(JsonNode::isObject);
  }

  private List<JsonNode> applied(List<JsonNode> schemas, JsonNode value) {
    Set<JsonNode> all = new LinkedHashSet<>();
    schemas.forEach(it -> apply(it, value, all));
    return new ArrayList<>(all);
  }

  private void apply(JsonNode schema, JsonNode value, Set<JsonNode> all) {
    if (!schema.isObject() || !all.add(schema)) {
      return;
    }
    definition(schema).ifPresent(it -> apply(it, value, all));
    schema.path("allOf").forEach(it -> apply(it, value, all));
    if (schema.has("if")) {
      Schema condition = conditions.computeIfAbsent(schema.get("if"), FileSchema::compile);
      boolean holds = condition.validate(value.toString(), InputFormat.JSON).isEmpty();
      apply(schema.path(holds ? "then" : "else"), value, all);
    }
  }

  /** What its {@code $ref} leads to. */
  Optional<JsonNode> definition(JsonNode schema) {
    String ref = schema.path("$ref").asString("");
    return ref.isEmpty() ? Optional.empty() : Optional.of(root.at(ref.substring(1)));
  }

  /** The keys that a place has, where it has no others; empty where any key will do. */
  Optional<Set<String>> keys(JsonNode file, Path path) {
    List<JsonNode> here = at(file, path);
    boolean closed = here.stream().anyMatch(FileSchema::isClosed);
    return closed ? Optional.of(named(here)) : Optional.empty();
  }

  private static boolean isClosed(JsonNode schema) {
    return isFalse(schema.path("additionalProperties"))
        || isFalse(schema.path("unevaluatedProperties"));
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.booleanValue();
  }

  private static Set<String> named(List<JsonNode> schemas) {
    Set<String> keys = new TreeSet<>();
    schemas.forEach(it -> keys.addAll(it.path("properties").propertyNames()));
    return keys;
  }

  /** Whether a key is known only to be refused, as the guards of a task that makes no call. */
  boolean isForbidden(JsonNode file, Path path) {
    Path parent = new Path(path.steps().subList(0, path.steps().size() - 1));
    String key = path.steps().getLast().toString();
    return at(file, parent).stream().anyMatch(it -> isFalse(it.path("properties").path(key)));
  }

  /** The operations of a task: exactly one of them is written. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    root.at("/$defs/task/oneOf").forEach(it -> operations.add(it.at("/required/0").asString()));
    return operations;
  }
}
