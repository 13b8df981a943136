package dev.joinall.template;

import dev.joinall.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is only a path, such as {@code tasks.product.related}: read straight from the
 * bytes, so that the value passes through as it came.
 *
 * @param written for messages
 * @param slot where the first part stands
 * @param members the parts behind it
 */
record PathExpression(String written, int slot, List<String> members) implements Expression {
  PathExpression {
    members = List.copyOf(members);
  }

  @Override
  public Json json(Scope scope) {
    Json value = scope.get(slot);
    if (value == null) {
      value = Json.NULL;
    }
    for (int i = 0; i < members.size(); i++) {
      value = member(value, members.get(i));
    }
    return value;
  }

  private Json member(Json value, String name) {
    @Nullable Json member = value.get(name);
    if (member == null) {
      throw new InvalidExpression(
          "\""
              + written
              + "\": there is no \""
              + name
              + "\"; .?"
              + name
              + ".orValue(...) tolerates that");
    }
    return member;
  }

  @Override
  public Object value(Scope scope) {
    return json(scope);
  }
}
