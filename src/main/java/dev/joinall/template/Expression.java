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

  /** Whether it reads what the client sent, and nothing that a task found. */
  boolean isOfInputs();

  /** The same error, which says who is to blame. */
  default InvalidExpression blamed(InvalidExpression error) {
    return isOfInputs() ? error.ofInputs() : error;
  }

  /** Whether it gives the same for every request. */
  default boolean isConstant() {
    return false;
  }

  /** Whether the type checker can't tell that it never is a number. */
  default boolean mayBeNumber() {
    return true;
  }

  /** Whether the type checker can't tell that it never is a list. */
  default boolean mayBeList() {
    return true;
  }

  /** The whole numbers that are written as its result, as in {@code c ? 200 : 404}. */
  default List<Long> numbers() {
    return List.of();
  }

  /** Whether every result is one of {@link #numbers()}. */
  default boolean isOneOfNumbers() {
    return false;
  }

  /** A JSON Schema of its value, as far as the type checker knows it. */
  default Json schema() {
    return Json.EMPTY_OBJECT;
  }

  /** Where the value is taken from; empty if it is computed. */
  default Optional<Template.Source> source() {
    return Optional.empty();
  }

  default Json json(Scope scope) {
    try {
      return toJson(value(scope));
    } catch (InvalidExpression e) {
      throw blamed(e);
    }
  }

  /**
   * @throws InvalidExpression if JSON can't hold it
   */
  static Json toJson(@Nullable Object value) {
    try {
      return Values.json(value);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new InvalidExpression("a value that JSON can't hold: " + e.getMessage());
    }
  }
}
