package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * The form of the response.
 *
 * @param unmet replaces the problem details if the join is not met
 * @param errors how much each entry of {@code errors} contains
 */
public record RespondConfig(Made met, Optional<Made> unmet, Errors errors) {
  static final RespondConfig DEFAULT =
      new RespondConfig(Made.DEFAULT, Optional.empty(), Errors.BRIEF);

  /** The parts of a response; an empty one has its default. */
  public record Made(Optional<Tree> status, Map<String, Tree> headers, Optional<Tree> body) {
    static final Made DEFAULT = new Made(Optional.empty(), Map.of(), Optional.empty());

    static Made read(Fields fields, Problems problems) {
      return new Made(
          fields.tree("status"),
          HeaderRules.checked(fields.entries("headers"), HeaderRules.FRAMING, problems),
          fields.tree("body"));
    }
  }

  /** How much the response tells about a failed task. */
  public enum Errors {
    BRIEF,
    FULL
  }

  static RespondConfig read(Fields fields, Problems problems) {
    var read =
        new RespondConfig(
            Made.read(fields, problems),
            fields.nested("unmet").map(it -> unmet(it, problems)),
            fields.oneOf("errors", Errors.class, Errors.BRIEF));
    fields.done();
    return read;
  }

  private static Made unmet(Fields fields, Problems problems) {
    Made made = Made.read(fields, problems);
    fields.done();
    return made;
  }
}
