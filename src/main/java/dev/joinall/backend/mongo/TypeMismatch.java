package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import java.util.Optional;

/** A part of a call that a server would always reject: the expected one, and a hint. */
record TypeMismatch(Tree where, String expected, String hint) {
  static Optional<TypeMismatch> wrong(Tree where, String expected, String hint) {
    return Optional.of(new TypeMismatch(where, expected, hint));
  }
}
