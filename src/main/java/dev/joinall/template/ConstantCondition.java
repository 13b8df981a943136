package dev.joinall.template;

import java.util.Optional;

/** A condition with the same value for every request. */
record ConstantCondition(boolean value) implements Condition {
  @Override
  public boolean holds(Scope scope) {
    return value;
  }

  @Override
  public Optional<Boolean> constant() {
    return Optional.of(value);
  }
}
