package dev.joinall.openapi;

import dev.joinall.json.Json;
import dev.joinall.plan.AnswerPlan;
import dev.joinall.plan.Plan;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The statuses that a declared answer can have, as the keys of responses. */
record DeclaredStatuses(Plan plan) {
  /** The key of a success whose status is unknown. */
  static final String SUCCESS = "2XX";

  private static final String ANY = "default";

  /**
   * The keys, in the order of the document. A computed status has each value that occurs in its
   * expression.
   *
   * @param defaultStatus the status if none is declared, or if a computed one has no value
   */
  Set<String> of(AnswerPlan.Made made, int defaultStatus) {
    Set<String> keys = new TreeSet<>();
    if (made.status().isEmpty()) {
      return Set.of(Integer.toString(defaultStatus));
    }
    switch (made.status().get()) {
      case Template.Constant(Json json) -> keys.add(json.text());
      case Template.Computed computed -> {
        computed.numbers().forEach(it -> keys.add(Long.toString(it)));
        if (!computed.isOneOfNumbers()) {
          keys.addAll(defaultStatus < 300 ? List.of(SUCCESS, ANY) : List.of(ANY));
        }
      }
      default -> keys.add(ANY);
    }
    if (mayHaveNoValue(made)) {
      keys.add(Integer.toString(defaultStatus));
    }
    return keys;
  }

  private boolean mayHaveNoValue(AnswerPlan.Made made) {
    List<Integer> slots =
        Optional.ofNullable(made.slots().get(AnswerPlan.Made.STATUS)).orElse(List.of());
    return plan.tasks().stream()
        .anyMatch(it -> slots.contains(it.valueSlot()) && Bodies.mayBeAbsent(it, plan));
  }
}
