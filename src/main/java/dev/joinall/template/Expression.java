package dev.joinall.template;

import dev.joinall.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One compiled expression. Immutable and thread-safe. */
interface Expression {
  /**
   * A Java value of the types of {@link Template#value}.
   *
   * @throws InvalidExpression if it cannot be evaluated
   */
  @Nullable Object value(Scope scope);

  /** Whether it reads values of the client, and no results of tasks. */
  boolean isOfInputs();

  /** Returns the same error, attributed to the client if the expression reads only its inputs. */
  default InvalidExpression attributed(InvalidExpression error) {
    return isOfInputs() ? error.ofInputs() : error;
  }

  /** Whether it has the same value for every request. */
  default boolean isConstant() {
    return false;
  }

  /** False if the type checker knows that the value is never a number. */
  boolean mayBeNumber();

  /** False if the type checker knows that the value is never a list. */
  boolean mayBeList();

  /** The whole numbers written as results, as in {@code c ? 200 : 404}. */
  default List<Long> numbers() {
    return List.of();
  }

  /** Whether every result is one of {@link #numbers()}. */
  default boolean isOneOfNumbers() {
    return false;
  }

  /** A JSON Schema of the value, with the types that the type checker knows. */
  Json schema();

  /** The source of the value; empty if the value is computed. */
  default Optional<Template.Source> source() {
    return Optional.empty();
  }

  default Json json(Scope scope) {
    try {
      return toJson(value(scope));
    } catch (InvalidExpression e) {
      throw attributed(e);
    }
  }

  /**
   * @throws InvalidExpression if JSON can't represent the value
   */
  static Json toJson(@Nullable Object value) {
    try {
      return Values.json(value);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new InvalidExpression("a value that JSON can't hold: " + e.getMessage());
    }
  }
}
