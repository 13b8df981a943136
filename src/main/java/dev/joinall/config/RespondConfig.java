package dev.joinall.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The form of the response.
 *
 * @param unmet replacements for problem details if the join is not met, by their cause: {@code
 *     absent}, a fault, or {@link #DEFAULT_CAUSE}
 * @param errors the level of detail in the entries of {@code errors}
 * @param cache the instructions of a complete response to caches; empty for the default
 */
public record RespondConfig(
    Made met, Map<String, Made> unmet, Errors errors, Optional<AnswerCacheConfig> cache) {
  static final RespondConfig DEFAULT =
      new RespondConfig(Made.DEFAULT, Map.of(), Errors.BRIEF, Optional.empty());

  /** The cause that stands for all causes without an entry. */
  public static final String DEFAULT_CAUSE = "default";

  /** The causes of an unmet join. */
  private static final List<String> CAUSES =
      Stream.of(List.of("absent"), FaultWords.ALL, List.of(DEFAULT_CAUSE))
          .flatMap(List::stream)
          .toList();

  public RespondConfig {
    unmet = Map.copyOf(unmet);
  }

  /** The parts of a response; an empty part has its default. */
  public record Made(Optional<Tree> status, Map<String, Tree> headers, Optional<Tree> body) {
    static final Made DEFAULT = new Made(Optional.empty(), Map.of(), Optional.empty());

    /** Returns a copy without a status, a body and its type, because a stream has its own. */
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

  /** The level of detail about a failed task in the response. */
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

  /** Whether the key {@code status} is the fault: the status of a response has the same key. */
  private static boolean isCause(Optional<Tree> status) {
    return status.filter(Tree.Mapping.class::isInstance).isPresent();
  }

  /** Reads the status, headers and body for all causes, or for each cause. */
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
