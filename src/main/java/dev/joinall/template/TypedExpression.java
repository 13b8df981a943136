package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.joinall.json.Json;

/** An expression with a type of CEL, which {@link Expression} keeps out of the API for kinds. */
interface TypedExpression extends Expression {
  /** The type of the value, as far as the type checker knows it. */
  CelType type();

  @Override
  default boolean mayBeNumber() {
    return TypeNames.mayBeNumber(type());
  }

  @Override
  default boolean mayBeList() {
    return TypeNames.mayBeList(type());
  }

  @Override
  default Json schema() {
    return TypeSchemas.of(type());
  }
}
