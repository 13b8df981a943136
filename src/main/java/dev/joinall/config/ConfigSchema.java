package dev.joinall.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of the file, for editors: a base, and a part for each kind. The readers
 * are authoritative; tests compare the schema with them key by key.
 *
 * <p>The part of a kind is an object with these members:
 *
 * <ul>
 *   <li>{@code backend}: name of the definition of its backends.
 *   <li>{@code verbs}: for each verb, the schema of its value. A verb that is a key of another
 *       kind's tasks needs a value of another type; its description belongs into the definition of
 *       its call. If another kind has the same verb, the value of one of them must require a key
 *       that the other does not have.
 *   <li>{@code calls}: for each verb whose task has further keys, the name of their definition.
 *   <li>{@code $defs}: the definitions, with unique names. They may refer to definitions of the
 *       base.
 * </ul>
 */
public final class ConfigSchema {
  private static final String BASE = "/joinall.schema.json";
  private static final String DEFINITIONS = "$defs";

  private final ObjectNode root;

  private ConfigSchema(ObjectNode root) {
    this.root = root;
  }

  /**
   * The text of the schema for these kinds. Reads resources.
   *
   * @throws ConfigException if the part of a kind is invalid
   */
  public static String text(Collection<? extends KindSyntax> kinds) {
    var schema = new ConfigSchema(base());
    kinds.forEach(it -> schema.add(it, keysOfOthers(it, kinds)));
    return schema.root.toPrettyString() + "\n";
  }

  private static ObjectNode base() {
    try (InputStream in = ConfigSchema.class.getResourceAsStream(BASE)) {
      return (ObjectNode) JsonMapper.shared().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The keys of tasks of all other kinds. */
  private static Set<String> keysOfOthers(KindSyntax kind, Collection<? extends KindSyntax> kinds) {
    Set<String> keys = new HashSet<>();
    for (KindSyntax other : kinds) {
      if (!other.name().equals(kind.name())) {
        JsonNode part = part(other);
        for (JsonNode definition : part.path("calls")) {
          keys.addAll(
              part.path(DEFINITIONS)
                  .path(definition.asString())
                  .path("properties")
                  .propertyNames());
        }
      }
    }
    return keys;
  }

  private void add(KindSyntax kind, Set<String> others) {
    JsonNode part = part(kind);
    ObjectNode definitions = object(DEFINITIONS);
    part.path(DEFINITIONS)
        .properties()
        .forEach(it -> define(definitions, kind, it.getKey(), it.getValue()));
    backend(kind.name(), part.path("backend").asString());
    JsonNode verbs = part.path("verbs");
    verbs.properties().forEach(it -> verb(it.getKey(), it.getValue(), others));
    part.path("calls")
        .properties()
        .forEach(it ->
            call(
                it.getKey(),
                verbs.path(it.getKey()),
                others.contains(it.getKey()),
                it.getValue().asString()));
  }

  private static JsonNode part(KindSyntax kind) {
    try {
      return JsonMapper.shared().readTree(kind.schema());
    } catch (JacksonException e) {
      throw new ConfigException(
          "the schema of kind \"" + kind.name() + "\" is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void define(
      ObjectNode definitions, KindSyntax kind, String name, JsonNode schema) {
    if (definitions.has(name)) {
      throw new ConfigException(
          "the schema of kind \"" + kind.name() + "\" defines \"" + name + "\" a second time");
    }
    definitions.set(name, schema);
  }

  private void backend(String kind, String definition) {
    array(DEFINITIONS, "backend", "properties", "kind", "enum").add(kind);
    ObjectNode rule = array(DEFINITIONS, "backend", "allOf").addObject();
    ObjectNode condition = rule.putObject("if");
    condition.putArray("required").add("kind");
    condition.putObject("properties").putObject("kind").put("const", kind);
    reference(rule.putObject("then"), definition);
  }

  private void verb(String verb, JsonNode value, Set<String> others) {
    ObjectNode properties = object(DEFINITIONS, "task", "properties");
    boolean ofKeys = others.contains(verb);
    if (!ofKeys && properties.has(verb)) {
      properties.set(verb, either(verb, value, properties.get(verb)));
      return;
    }
    isWritten(array(DEFINITIONS, "task", "oneOf").addObject(), verb, value, ofKeys);
    if (!ofKeys) {
      properties.set(verb, value);
    }
  }

  /**
   * Combines the values of a verb that two kinds have: a required key of one of them distinguishes
   * the two.
   */
  private ObjectNode either(String verb, JsonNode value, JsonNode before) {
    JsonNode required = resolved(value).path("required").path(0);
    if (required.isMissingNode()) {
      if (resolved(before).path("required").isEmpty()) {
        throw new ConfigException(
            "two kinds have the verb \"" + verb + "\", and no key tells their values apart");
      }
      return either(verb, before, value);
    }
    ObjectNode both = JsonMapper.shared().createObjectNode();
    both.put("description", resolved(before).path("description").asString(""));
    both.putObject("if").putArray("required").add(required.asString());
    both.set("then", value);
    both.set("else", before);
    return both;
  }

  private JsonNode resolved(JsonNode value) {
    String reference = value.path("$ref").asString("");
    return reference.isEmpty() ? value : root.at(reference.substring(1));
  }

  private void call(String verb, JsonNode value, boolean shared, String definition) {
    ObjectNode rule = array(DEFINITIONS, "task", "allOf").addObject();
    isWritten(rule.putObject("if"), verb, value, shared);
    reference(rule.putObject("then"), definition);
  }

  /**
   * Adds the condition that a task has this verb.
   *
   * @param shared whether it is also a key of another kind's tasks, so that only its value
   *     distinguishes the two
   */
  private static void isWritten(ObjectNode condition, String verb, JsonNode value, boolean shared) {
    condition.putArray("required").add(verb);
    if (shared) {
      condition.putObject("properties").set(verb, value);
    }
  }

  private static void reference(ObjectNode schema, String definition) {
    schema.put("$ref", "#/" + DEFINITIONS + "/" + definition);
  }

  private ObjectNode object(String... way) {
    return (ObjectNode) at(way);
  }

  private ArrayNode array(String... way) {
    return (ArrayNode) at(way);
  }

  private JsonNode at(String... way) {
    JsonNode at = root;
    for (String step : way) {
      at = at.path(step);
    }
    return at;
  }
}
