package dev.joinall.template;

import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import dev.joinall.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A compiled part of the file. Rendering it with a {@link Scope} returns a value. Immutable and
 * thread-safe. A driver may inspect its parts to distinguish literal text of the operator (which
 * may be an operator of a query) from the value of an expression (which is always a literal).
 */
public sealed interface Template {
  /**
   * @throws InvalidExpression if an expression fails
   */
  Json render(Scope scope);

  /**
   * Like {@link #render}, as a Java value, including types that JSON lacks: null, Boolean, Long,
   * Double, BigDecimal, String, {@link Json}, {@link HexId}, {@link java.time.Instant}, byte[], and
   * List and Map of these.
   */
  @Nullable Object value(Scope scope);

  /** Whether it reads values of the client, and no results of tasks. */
  boolean isOfInputs();

  /**
   * The error of a value that can't be used in its place, attributed to the client if the template
   * reads only its inputs.
   */
  default InvalidExpression invalid(String message) {
    return attributed(new InvalidExpression(message));
  }

  /** Returns the error, attributed to the client if this template reads only its inputs. */
  default InvalidExpression attributed(InvalidExpression error) {
    return isOfInputs() ? error.ofInputs() : error;
  }

  private static boolean areOfInputs(Collection<Template> parts) {
    boolean found = false;
    for (Template part : parts) {
      if (!(part instanceof Constant) && !part.isOfInputs()) {
        return false;
      }
      found |= part.isOfInputs();
    }
    return found;
  }

  /** The characters of a string, or the JSON text of any other value. Null is an error. */
  default String text(Scope scope) {
    Json json = render(scope);
    if (json.isNull()) {
      throw invalid(
          "a null can't become a part of a text; define the text to write by .orValue(...)");
    }
    scope.budget().chargeBytes(json.length());
    return json.text();
  }

  private static Json charged(Json part, Scope scope) {
    scope.budget().chargeBytes(part.length());
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

    @Override
    public boolean isOfInputs() {
      return false;
    }
  }

  /**
   * A part of the value in a slot.
   *
   * @param parts the names of members and the indices of elements, as in a JSON Pointer
   * @param missingIsNull whether a missing part is null instead of an error
   */
  @Internal
  record Source(int slot, List<String> parts, boolean missingIsNull) {
    public Source {
      parts = List.copyOf(parts);
    }
  }

  /** A scalar that is exactly one expression: it keeps the expression's type. */
  record Computed(@Internal Expression expression) implements Template {
    @Internal
    public Computed {}

    /** A JSON Schema of the value, with the types that the type checker knows. */
    @Internal
    public Json schema() {
      return expression.schema();
    }

    /** The source of the value; empty if the value is computed. */
    @Internal
    public Optional<Source> source() {
      return expression.source();
    }

    /** The whole numbers written as results, as in {@code c ? 200 : 404}. */
    @Internal
    public List<Long> numbers() {
      return expression.numbers();
    }

    /** Whether every result is one of {@link #numbers()}. */
    @Internal
    public boolean isOneOfNumbers() {
      return expression.isOneOfNumbers();
    }

    @Override
    public Json render(Scope scope) {
      return expression.json(scope);
    }

    @Override
    public @Nullable Object value(Scope scope) {
      return expression.value(scope);
    }

    @Override
    public boolean isOfInputs() {
      return expression.isOfInputs();
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

    @Override
    public boolean isOfInputs() {
      return areOfInputs(parts);
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

    @Override
    public boolean isOfInputs() {
      return areOfInputs(items);
    }
  }

  /**
   * Members by name, in written order.
   *
   * @param optional members that are omitted if they are null, or an object whose own members were
   *     all omitted
   */
  record Members(Map<String, Template> members, Set<String> optional) implements Template {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      optional = Set.copyOf(optional);
    }

    @Override
    public Json render(Scope scope) {
      var out = new JsonWriter(128).beginObject();
      members.forEach((name, member) -> {
        Json value = charged(member.render(scope), scope);
        if (!optional.contains(name)
            || !isOmitted(member, value.isNull(), () -> value.size() == 0)) {
          out.member(name, value);
        }
      });
      return out.endObject().toJson();
    }

    private static boolean isOmitted(Template member, boolean isNull, BooleanSupplier isEmpty) {
      boolean mayVanish =
          member instanceof Members(var inner, var optional)
              && !inner.isEmpty()
              && optional.containsAll(inner.keySet());
      return isNull || (mayVanish && isEmpty.getAsBoolean());
    }

    @Override
    public Map<String, @Nullable Object> value(Scope scope) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      members.forEach((name, member) -> {
        Object value = member.value(scope);
        boolean isNull = value == null || (value instanceof Json json && json.isNull());
        if (!optional.contains(name)
            || !isOmitted(member, isNull, () -> value instanceof Map<?, ?> map && map.isEmpty())) {
          values.put(name, value);
        }
      });
      return values;
    }

    @Override
    public boolean isOfInputs() {
      return areOfInputs(members.values());
    }
  }
}
