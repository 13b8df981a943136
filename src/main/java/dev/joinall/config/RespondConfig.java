package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * How the answer looks where the default won't do.
 *
 * @param errors how much each entry of {@code errors} says
 */
public record RespondConfig(
    Optional<Tree> status, Map<String, Tree> headers, Optional<Tree> body, Errors errors) {

  /** How much is told of a task that failed. */
  public enum Errors {
    BRIEF,
    FULL
  }

  static final RespondConfig DEFAULT =
      new RespondConfig(Optional.empty(), Map.of(), Optional.empty(), Errors.BRIEF);

  static RespondConfig read(Fields fields) {
    var read =
        new RespondConfig(
            fields.tree("status"),
            fields.entries("headers"),
            fields.tree("body"),
            fields.oneOf("errors", Errors.class, Errors.BRIEF));
    fields.done();
    return read;
  }
}
