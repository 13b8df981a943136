package dev.joinall.template;

import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled part of the file. Rendering it with a {@link Scope} gives a value. Immutable and
 * thread-safe. A driver may inspect its parts to distinguish what the operator wrote (which may be
 * an operator of a query) from the value of an expression (which is always a literal).
 */
public sealed interface Template {
  /**
   * @throws InvalidExpression if an expression fails
   */
  Json render(Scope scope);

  /**
   * The same as a Java value, including types that JSON lacks: null, Boolean, Long, Double,
   * BigDecimal, String, {@link Json}, {@link HexId}, {@link java.time.Instant}, byte[], and List
   * and Map of these.
   */
  @Nullable Object value(Scope scope);

  /** The characters of a string, or the JSON text of any other value. Null is an error. */
  default String text(Scope scope) {
    Json json = render(scope);
    if (json.isNull()) {
      throw new InvalidExpression(
          "a null can't become a part of a text; say what to write instead by .orValue(...)");
    }
    scope.budget().make(json.length());
    return json.text();
  }

  private static Json charged(Json part, Scope scope) {
    scope.budget().make(part.length());
    return part;
  }

  /** A value without expressions. */
  record Constant(Json json) implements Template {
    @Override
    public Json render(Scope scope) {
      return json;
    }

    @Override
    public Object value(Scope scope) {
      return json;
    }
  }

  /** A scalar that is exactly one expression: it keeps the expression's type. */
  record Computed(Expression expression) implements Template {
    @Override
    public Json render(Scope scope) {
      return expression.json(scope);
    }

    @Override
    public @Nullable Object value(Scope scope) {
      return expression.value(scope);
    }
  }

  /** Text and expressions in sequence. */
  record Text(List<Template> parts) implements Template {
    public Text {
      parts = List.copyOf(parts);
    }

    @Override
    public Json render(Scope scope) {
      return Json.string(value(scope));
    }

    @Override
    public String value(Scope scope) {
      var text = new StringBuilder();
      for (Template part : parts) {
        text.append(part.text(scope));
      }
      return text.toString();
    }

    @Override
    public String text(Scope scope) {
      return value(scope);
    }
  }

  record Items(List<Template> items) implements Template {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public Json render(Scope scope) {
      var out = new JsonWriter(64).beginArray();
      for (Template item : items) {
        out.json(charged(item.render(scope), scope));
      }
      return out.endArray().toJson();
    }

    @Override
    public List<@Nullable Object> value(Scope scope) {
      List<@Nullable Object> values = new ArrayList<>(items.size());
      items.forEach(item -> values.add(item.value(scope)));
      return values;
    }
  }

  /** By name, in written order. */
  record Members(Map<String, Template> members) implements Template {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public Json render(Scope scope) {
      var out = new JsonWriter(128).beginObject();
      members.forEach((name, member) -> out.member(name, charged(member.render(scope), scope)));
      return out.endObject().toJson();
    }

    @Override
    public Map<String, @Nullable Object> value(Scope scope) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      members.forEach((name, member) -> values.put(name, member.value(scope)));
      return values;
    }
  }
}
