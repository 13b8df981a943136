package dev.joinall.plan;

import dev.joinall.json.Json;
import dev.joinall.plan.Inputs.Form;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of a parameter's or a form field's text to a value.
 *
 * @param form the form of the value, or of each value of a list
 * @param wrong the reason why no text is valid by the schema; empty if some are
 */
record TextForm(Form form, boolean list, Optional<Wrong> wrong) {
  /**
   * A schema that no request can meet.
   *
   * @param keyword the contradicting keyword; empty for the whole schema
   */
  record Wrong(String keyword, String message, String hint) {}

  /**
   * The form of a schema.
   *
   * @param root of the schema, for references
   */
  static TextForm of(Json schema, Json root) {
    var types = new ValueTypes(root);
    Set<String> all = types.of(schema);
    if (all.contains(ValueTypes.ARRAY) && !all.contains(ValueTypes.STRING)) {
      Json items = items(schema, types, 0);
      TextForm item = scalar(types.of(items), items, "items");
      return new TextForm(item.form, true, item.wrong);
    }
    return scalar(all, schema, "type");
  }

  /** The schema of the items of a list; that of any text if none is declared. */
  private static Json items(Json schema, ValueTypes types, int depth) {
    @Nullable Json items = schema.get("items");
    @Nullable Json reference = schema.get("$ref");
    if (items == null && reference != null && depth < 8) {
      @Nullable Json target = types.referred(reference.text());
      return target == null ? Json.EMPTY_OBJECT : items(target, types, depth + 1);
    }
    return items == null ? Json.EMPTY_OBJECT : items;
  }

  private static TextForm scalar(Set<String> all, Json schema, String keyword) {
    Set<String> types = new HashSet<>(all);
    types.removeAll(Set.of(ValueTypes.NULL, ValueTypes.OBJECT, ValueTypes.ARRAY));
    if (types.contains(ValueTypes.STRING)) {
      return new TextForm(Form.TEXT, false, notText(schema));
    }
    if (types.equals(Set.of(ValueTypes.BOOLEAN))) {
      return new TextForm(Form.BOOLEAN, false, Optional.empty());
    }
    if (types.equals(Set.of(ValueTypes.INTEGER))) {
      return new TextForm(Form.INTEGER, false, Optional.empty());
    }
    if (!types.isEmpty() && !types.contains(ValueTypes.BOOLEAN)) {
      return new TextForm(Form.NUMBER, false, Optional.empty());
    }
    return new TextForm(Form.TEXT, false, Optional.of(none(all, types, keyword)));
  }

  private static Wrong none(Set<String> all, Set<String> types, String keyword) {
    if (!types.isEmpty()) {
      return new Wrong(
          keyword,
          "a text is read as a number or as true or false, not as either",
          "write one type");
    }
    String what =
        all.contains(ValueTypes.OBJECT)
            ? "an object"
            : all.contains(ValueTypes.ARRAY)
                ? "a list" + (keyword.equals("items") ? " in a list" : "")
                : all.contains(ValueTypes.NULL) ? "null" : "a value that fits";
    return new Wrong(
        keyword,
        "no request can give " + what + " here",
        "write type: string, integer, number, boolean, or array with items of one of them;"
            + " an object can be the body, as JSON");
  }

  /** The values of an enum that are no texts. */
  private static Optional<Wrong> notText(Json schema) {
    @Nullable Json values = schema.get("enum");
    List<Json> all =
        values == null || values.kind() != Json.Kind.ARRAY ? List.of() : values.elements();
    return all.stream()
        .filter(it -> it.kind() != Json.Kind.STRING && !it.isNull())
        .findFirst()
        .map(it ->
            new Wrong(
                "enum",
                "no request can give " + it + ": beside texts, it is read as a text",
                "write \"" + it + "\" in quotes, or values of one type"));
  }
}
