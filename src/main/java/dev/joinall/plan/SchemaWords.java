package dev.joinall.plan;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds keywords and formats of a JSON Schema that are probably typing errors: JSON Schema ignores
 * unknown keywords, so {@code minlength: 5} would have no effect.
 */
record SchemaWords(Problems problems) {
  private static final List<String> KEYWORDS =
      List.of(
          ("$schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs definitions"
                  + " allOf anyOf oneOf not if then else dependentSchemas dependentRequired prefixItems"
                  + " items contains properties patternProperties additionalProperties propertyNames"
                  + " unevaluatedItems unevaluatedProperties type enum const multipleOf maximum"
                  + " exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems"
                  + " minItems uniqueItems maxContains minContains maxProperties minProperties required"
                  + " title description default deprecated readOnly writeOnly examples format"
                  + " contentEncoding contentMediaType contentSchema")
              .split(" ", -1));

  private static final List<String> FORMATS =
      List.of(
          ("date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri"
                  + " uri-reference iri iri-reference uuid uri-template json-pointer"
                  + " relative-json-pointer regex")
              .split(" ", -1));

  /** Keywords of OpenAPI and other tools. */
  private static final Set<String> OTHERS =
      Set.of(
          "example", "xml", "externalDocs", "discriminator", "int32", "int64", "float", "double");

  private static final Set<String> ONE =
      Set.of(
          "items",
          "contains",
          "additionalProperties",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties",
          "not",
          "if",
          "then",
          "else");

  private static final Set<String> BY_NAME =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  void check(Tree schema) {
    if (schema instanceof Tree.Mapping mapping) {
      mapping.entries().forEach((name, value) -> check(mapping, name, value));
      new SchemaSense(problems).check(mapping);
    }
  }

  private void check(Tree.Mapping schema, String name, Tree value) {
    if (name.equals("nullable")) {
      problems.add(
          value, "JSON Schema has no keyword \"nullable\"", "for example type: [string, \"null\"]");
    } else if (!KEYWORDS.contains(name)) {
      if (!misspelt(schema.get(name).orElse(value), "keyword", name, KEYWORDS)) {
        member(name, value);
      }
    } else if (name.equals("format") && value instanceof Tree.Scalar format) {
      var _ = misspelt(value, "format", format.text(), FORMATS);
    } else if (ONE.contains(name)) {
      check(value);
    } else if (BY_NAME.contains(name) && value instanceof Tree.Mapping schemas) {
      schemas.entries().values().forEach(this::check);
    } else if (LISTS.contains(name) && value instanceof Tree.Sequence schemas) {
      schemas.items().forEach(this::check);
    }
  }

  /** Reports a member that is declared beside the keywords, where JSON Schema ignores it. */
  private void member(String name, Tree value) {
    boolean isSchema =
        value instanceof Tree.Mapping mapping
            && Stream.of("type", "$ref", "enum", "const", "properties", "items")
                .anyMatch(it -> mapping.get(it).isPresent());
    boolean isType = value instanceof Tree.Scalar type && SchemaTypes.isType(type.text());
    if ((isSchema || isType) && !OTHERS.contains(name) && !name.startsWith("x-")) {
      problems.add(
          value,
          "JSON Schema has no keyword \"" + name + "\"",
          "members of an object are declared under properties: { " + name + ": { type: ... } }");
    }
  }

  private boolean misspelt(Tree at, String what, String word, List<String> known) {
    if (!known.contains(word)
        && !OTHERS.contains(word)
        && !Problems.nearest(word, known, 1).isEmpty()) {
      problems.add(
          at, "JSON Schema has no " + what + " \"" + word + "\"", Problems.suggest(word, known));
      return true;
    }
    return false;
  }
}
