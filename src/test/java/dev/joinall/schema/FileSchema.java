package dev.joinall.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.joinall.backend.Kinds;
import dev.joinall.config.ConfigSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The committed schema, evaluated for a whole file and for one position in it. */
final class FileSchema {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final JsonNode root =
      JsonMapper.shared().readTree(ConfigSchema.text(Kinds.installed(Map.of()).byName().values()));
  private final Schema compiled = compile(root);

  /** By identity: the hash of a schema is that of all its parts. */
  private final IdentityHashMap<JsonNode, Schema> conditions = new IdentityHashMap<>();

  private static Schema compile(JsonNode schema) {
    return REGISTRY.getSchema(schema.toString(), InputFormat.JSON);
  }

  JsonNode root() {
    return root;
  }

  /** Errors of a schema according to the meta-schema. */
  List<Error> flaws() {
    String meta = "{\"$ref\":\"" + SpecificationVersion.DRAFT_2020_12.getDialectId() + "\"}";
    return REGISTRY.getSchema(meta, InputFormat.JSON).validate(root.toString(), InputFormat.JSON);
  }

  boolean allows(JsonNode file) {
    return compiled.validate(file, OutputFormat.BOOLEAN);
  }

  /** Paths at which the file violates the schema. */
  Set<String> violations(JsonNode file) {
    Set<String> paths = new TreeSet<>();
    for (Error error : compiled.validate(file)) {
      Path at = Path.ofPointer(error.getInstanceLocation().toString());
      boolean ofKey = error.getProperty() != null && !error.getKeyword().startsWith("req");
      paths.add((ofKey ? at.to(error.getProperty()) : at).toString());
    }
    return paths;
  }

  /** All schemas that apply at a position of a file, with their conditions evaluated. */
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
    Applied all = new Applied();
    schemas.forEach(it -> apply(it, value, all));
    return all.inOrder;
  }

  /** Each schema once. */
  private static final class Applied {
    private final Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<JsonNode> inOrder = new ArrayList<>();

    boolean add(JsonNode schema) {
      return seen.add(schema) && inOrder.add(schema);
    }
  }

  private void apply(JsonNode schema, JsonNode value, Applied all) {
    if (!schema.isObject() || !all.add(schema)) {
      return;
    }
    definition(schema).ifPresent(it -> apply(it, value, all));
    schema.path("allOf").forEach(it -> apply(it, value, all));
    if (schema.has("if")) {
      Schema condition = conditions.computeIfAbsent(schema.get("if"), FileSchema::compile);
      boolean holds = condition.validate(value).isEmpty();
      apply(schema.path(holds ? "then" : "else"), value, all);
    }
  }

  /** The target of its {@code $ref}. */
  Optional<JsonNode> definition(JsonNode schema) {
    String ref = schema.path("$ref").asString("");
    return ref.isEmpty() ? Optional.empty() : Optional.of(root.at(ref.substring(1)));
  }

  /** The allowed keys of a position; empty if any key is allowed. */
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

  /** Whether a key is listed only to be rejected, such as the guards of a task without a call. */
  boolean isForbidden(JsonNode file, Path path) {
    Path parent = new Path(path.steps().subList(0, path.steps().size() - 1));
    String key = path.steps().getLast().toString();
    return at(file, parent).stream().anyMatch(it -> isFalse(it.path("properties").path(key)));
  }

  /** The operations of a task, of which exactly one is declared. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    root.at("/$defs/task/oneOf").forEach(it -> operations.add(it.at("/required/0").asString()));
    return operations;
  }
}
