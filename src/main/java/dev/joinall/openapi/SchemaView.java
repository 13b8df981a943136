package dev.joinall.openapi;

import dev.joinall.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A readable schema: its type as a word, its rules, and its members below it. */
record SchemaView(Html html) {
  /** Keywords that are shown in other ways. */
  private static final Set<String> STRUCTURE =
      Set.of(
          "type",
          "properties",
          "required",
          "items",
          "additionalProperties",
          "description",
          "examples",
          "anyOf",
          "oneOf",
          "allOf",
          "$ref",
          "const",
          "enum",
          "$defs",
          "prefixItems",
          "contentSchema",
          "title");

  void write(Json schema) {
    html.raw("<p class=\"type\">");
    writeType(schema);
    html.raw("</p>");
    about(schema);
    members(schema);
  }

  /** Writes the type, such as: list of Review, or null. */
  private void writeType(Json schema) {
    String reference = Html.text(schema, "$ref");
    if (!reference.isEmpty()) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      html.raw("<a href=\"#schema-").text(name).raw("\">").text(name).raw("</a>");
      return;
    }
    for (String alternatives : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.get(alternatives) != null) {
        joined(
            Html.member(schema, alternatives).elements(),
            alternatives.equals("allOf") ? " and " : " or ");
        return;
      }
    }
    html.text(type(schema));
    if (isList(schema) && schema.get("items") != null) {
      html.text(" of ");
      writeType(Html.member(schema, "items"));
    }
    if (type(schema).startsWith("list") && orNull(schema)) {
      html.text(", or null");
    }
  }

  private void joined(List<Json> schemas, String word) {
    for (int i = 0; i < schemas.size(); i++) {
      html.text(i == 0 ? "" : word);
      writeType(schemas.get(i));
    }
  }

  private static boolean isList(Json schema) {
    return types(schema).contains("array");
  }

  private static boolean orNull(Json schema) {
    return types(schema).size() > 1 && types(schema).contains("null");
  }

  private static List<String> types(Json schema) {
    Json type = Html.member(schema, "type");
    return type.kind() == Json.Kind.ARRAY
        ? type.elements().stream().map(Json::text).toList()
        : type.kind() == Json.Kind.STRING ? List.of(type.text()) : List.of();
  }

  private static String type(Json schema) {
    if (schema.get("const") != null) {
      return Html.member(schema, "const").toString();
    }
    if (schema.get("enum") != null) {
      return String.join(
          " | ", Html.member(schema, "enum").elements().stream().map(Json::toString).toList());
    }
    List<String> types = types(schema);
    return types.isEmpty()
        ? (schema.get("properties") == null ? "anything" : "object")
        : isList(schema) ? "list" : String.join(" or ", types);
  }

  /** Writes its description and its rules. */
  void about(Json schema) {
    String description = Html.text(schema, "description");
    if (!description.isEmpty()) {
      html.raw("<p>").line(description).raw("</p>");
    }
    List<String> rules = new ArrayList<>();
    schema.forEachMember((name, value) -> {
      if (!STRUCTURE.contains(name)) {
        rules.add(name + " " + value.text());
      }
    });
    if (!rules.isEmpty()) {
      html.raw("<p class=\"rules\">");
      rules.forEach(it -> html.raw("<code>").text(it).raw("</code> "));
      html.raw("</p>");
    }
  }

  /** Writes the members of an object, of a list's elements, and of alternatives. */
  private void members(Json schema) {
    List<String> required =
        Html.member(schema, "required").elements().stream().map(Json::text).toList();
    Json properties = Html.member(schema, "properties");
    if (properties.size() > 0) {
      html.raw("<dl>");
      properties.forEachMember((name, member) -> {
        html.raw("<dt><code>").text(name).raw("</code> <span class=\"type\">");
        writeType(member);
        html.raw(required.contains(name) ? "</span>" : "</span> <small>optional</small>");
        html.raw("</dt><dd>");
        about(member);
        members(member);
        html.raw("</dd>");
      });
      html.raw("</dl>");
    }
    members(schema.get("items") == null ? Json.EMPTY_OBJECT : Html.member(schema, "items"), schema);
  }

  private void members(Json items, Json schema) {
    if (items.size() > 0) {
      members(items);
    }
    for (String alternatives : List.of("anyOf", "oneOf", "allOf", "prefixItems")) {
      Html.member(schema, alternatives).elements().forEach(this::members);
    }
  }
}
