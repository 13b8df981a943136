package dev.joinall.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The form of the response.
 *
 * @param unmet in place of problem details, where the join is not met, by what decided it: {@code
 *     absent}, a fault, or {@link #DEFAULT_CAUSE}
 * @param errors how much each entry of {@code errors} says
 * @param cache what a complete answer says to caches; empty for the default
 */
public record RespondConfig(
    Made met, Map<String, Made> unmet, Errors errors, Optional<AnswerCacheConfig> cache) {
  static final RespondConfig DEFAULT =
      new RespondConfig(Made.DEFAULT, Map.of(), Errors.BRIEF, Optional.empty());

  /** Whatever has no entry of its own. */
  public static final String DEFAULT_CAUSE = "default";

  /** What can decide that a join is not met. */
  private static final List<String> CAUSES =
      Stream.of(List.of("absent"), FaultWords.ALL, List.of(DEFAULT_CAUSE))
          .flatMap(List::stream)
          .toList();

  public RespondConfig {
    unmet = Map.copyOf(unmet);
  }

  /** The parts of a response; an empty one has its default. */
  public record Made(Optional<Tree> status, Map<String, Tree> headers, Optional<Tree> body) {
    static final Made DEFAULT = new Made(Optional.empty(), Map.of(), Optional.empty());

    /** The same without a body and its type: a stream describes itself. */
    public Made withoutContent() {
      Map<String, Tree> others = new LinkedHashMap<>(headers);
      others.keySet().removeIf("content-type"::equalsIgnoreCase);
      return new Made(Optional.empty(), others, Optional.empty());
    }

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
    Made met = Made.read(fields, problems);
    var read =
        new RespondConfig(
            met,
            fields.nested("unmet").map(it -> unmet(it, problems)).orElse(Map.of()),
            fields.oneOf("errors", Errors.class, Errors.BRIEF),
            fields
                .nested("cache", "cache: { max-age: 1m }")
                .flatMap(it -> AnswerCacheConfig.read(it, met.headers())));
    fields.done();
    return read;
  }

  /** The fault {@code status} and the status of an answer are written alike. */
  private static boolean isCause(Optional<Tree> status) {
    return status.filter(Tree.Mapping.class::isInstance).isPresent();
  }

  /** Status, headers and body for every cause, or for each its own. */
  private static Map<String, Made> unmet(Fields fields, Problems problems) {
    Map<String, Made> unmet = new LinkedHashMap<>();
    for (String cause : CAUSES) {
      if (!cause.equals("status") || isCause(fields.tree(cause))) {
        fields
            .nested(cause)
            .ifPresent(it -> {
              unmet.put(cause, Made.read(it, problems));
              it.done();
            });
      }
    }
    Made all = isCause(fields.tree("status")) ? Made.DEFAULT : Made.read(fields, problems);
    if (unmet.isEmpty()) {
      unmet.put(DEFAULT_CAUSE, all);
    } else if (!all.equals(Made.DEFAULT)) {
      problems.add(
          fields.mapping(),
          "\"unmet\" declares one answer for all causes beside answers for single causes",
          "declare it under default:");
    }
    fields.done();
    return unmet;
  }
}
