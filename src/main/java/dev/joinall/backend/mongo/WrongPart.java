package dev.joinall.backend.mongo;

import dev.joinall.config.Tree;
import java.util.Optional;

/** A part of a call that a server would always reject: the expected one, and a hint. */
record WrongPart(Tree where, String expected, String hint) {
  static Optional<WrongPart> wrong(Tree where, String expected, String hint) {
    return Optional.of(new WrongPart(where, expected, hint));
  }
}
