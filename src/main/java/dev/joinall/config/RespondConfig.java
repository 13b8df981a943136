package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * How the answer looks where the default won't do.
 *
 * @param unmet in place of problem details, where the join is not met
 * @param errors how much each entry of {@code errors} says
 */
public record RespondConfig(Made met, Optional<Made> unmet, Errors errors) {

  /** What an answer is made of; what is empty stays the default. */
  public record Made(Optional<Tree> status, Map<String, Tree> headers, Optional<Tree> body) {
    static final Made DEFAULT = new Made(Optional.empty(), Map.of(), Optional.empty());

    static Made read(Fields fields) {
      return new Made(fields.tree("status"), fields.entries("headers"), fields.tree("body"));
    }
  }

  /** How much is told of a task that failed. */
  public enum Errors {
    BRIEF,
    FULL
  }

  static final RespondConfig DEFAULT =
      new RespondConfig(Made.DEFAULT, Optional.empty(), Errors.BRIEF);

  static RespondConfig read(Fields fields) {
    var read =
        new RespondConfig(
            Made.read(fields),
            fields.nested("unmet").map(RespondConfig::unmet),
            fields.oneOf("errors", Errors.class, Errors.BRIEF));
    fields.done();
    return read;
  }

  private static Made unmet(Fields fields) {
    Made made = Made.read(fields);
    fields.done();
    return made;
  }
}
