package dev.joinall.template;

import dev.joinall.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is only a path, such as {@code tasks.product.related[0]}: read straight from
 * the bytes, so that the value passes through as it came.
 *
 * @param written for messages
 * @param slot where the first part stands
 * @param parts those behind it
 * @param missingIsNull whether nothing can be looked into, and is null all the way down
 */
record PathExpression(String written, int slot, List<Part> parts, boolean missingIsNull)
    implements Expression {

  /** One step into a value. */
  sealed interface Part {}

  record Member(String name) implements Part {}

  /**
   * An element of a list.
   *
   * @param index from 0; there is none before it
   */
  record Element(int index) implements Part {}

  /** In bytes: reading over less takes no time that counts. */
  private static final int FREE = 4_096;

  PathExpression {
    parts = List.copyOf(parts);
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
        scope.budget().look(Cost.ofText(unread));
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
    if (member == null) {
      throw missing(name, ".?" + name);
    }
    return member;
  }

  private Json element(Json value, int index) {
    @Nullable Json element = value.get(index);
    if (element == null) {
      throw missing("[" + index + "]", "[?" + index + "]");
    }
    return element;
  }

  private InvalidExpression missing(String part, String tolerant) {
    return new InvalidExpression(
        "\"%s\": there is no \"%s\"; %s.orValue(...) tolerates that"
            .formatted(written, part, tolerant));
  }

  @Override
  public Object value(Scope scope) {
    return json(scope);
  }
}
