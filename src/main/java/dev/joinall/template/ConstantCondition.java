package dev.joinall.template;

import java.util.Optional;

/** The same for every request. */
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
