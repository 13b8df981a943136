package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.joinall.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is only a path, such as {@code tasks.product.related[0]}. Reads the value from
 * its JSON bytes and passes it on unchanged.
 *
 * @param written the expression, for messages
 * @param slot of the first part
 * @param parts the remaining parts
 * @param missingIsNull whether a missing part is null instead of an error
 */
record PathExpression(
    String written,
    int slot,
    List<Part> parts,
    boolean missingIsNull,
    boolean isOfInputs,
    CelType type)
    implements TypedExpression {

  /** One step into a value. */
  sealed interface Part {}

  record Member(String name) implements Part {}

  /**
   * An element of a list.
   *
   * @param index from 0; a negative one does not exist
   */
  record Element(int index) implements Part {}

  /** In bytes: reading less takes negligible time. */
  private static final int FREE = 4_096;

  PathExpression {
    parts = List.copyOf(parts);
  }

  @Override
  public Optional<Template.Source> source() {
    List<String> names =
        parts.stream()
            .map(part ->
                switch (part) {
                  case Member(String name) -> name;
                  case Element(int index) -> String.valueOf(index);
                })
            .toList();
    return Optional.of(new Template.Source(slot, names, missingIsNull));
  }

  @Override
  public Json json(Scope scope) {
    Json value = scope.get(slot);
    if (value == null) {
      if (missingIsNull) {
        return Json.NULL;
      }
      value = Json.NULL;
    }
    for (int i = 0; i < parts.size(); i++) {
      int unread = value.unread();
      if (unread > FREE) {
        scope.budget().chargeElements(Cost.ofText(unread));
      }
      value =
          switch (parts.get(i)) {
            case Member(String name) -> member(value, name);
            case Element(int index) -> element(value, index);
          };
    }
    return value;
  }

  private Json member(Json value, String name) {
    @Nullable Json member = value.get(name);
    if (member == null && missingIsNull && (value.isNull() || value.kind() == Json.Kind.OBJECT)) {
      return Json.NULL;
    }
    if (member == null) {
      throw missing(name, ".?" + name);
    }
    return member;
  }

  private Json element(Json value, int index) {
    @Nullable Json element = value.get(index);
    if (element == null && missingIsNull && (value.isNull() || value.kind() == Json.Kind.ARRAY)) {
      return Json.NULL;
    }
    if (element == null) {
      throw missing("[" + index + "]", "[?" + index + "]");
    }
    return element;
  }

  private InvalidExpression missing(String part, String tolerant) {
    return attributed(
        new InvalidExpression(
            "\"%s\": there is no \"%s\"; %s.orValue(...) tolerates that"
                .formatted(written, part, tolerant)));
  }

  @Override
  public Object value(Scope scope) {
    return json(scope);
  }
}
