package dev.joinall.plan;

import dev.joinall.config.RespondConfig;
import dev.joinall.template.Template;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the answer of an aggregation is made.
 *
 * @param unmet where the join is not met; problem details where empty
 * @param errors how much is told of a task that failed
 * @param winners where its templates find the winners; empty where none reads them
 * @param reads the tasks that its expressions read
 */
public record AnswerPlan(
    Made met,
    Optional<Made> unmet,
    RespondConfig.Errors errors,
    OptionalInt winners,
    Set<Integer> reads) {
  public AnswerPlan {
    reads = Set.copyOf(reads);
  }

  /**
   * The parts of an answer.
   *
   * @param status 200 where empty, or what decided where the join is not met
   * @param body the tasks by name where empty, or problem details
   */
  public record Made(
      Optional<Template> status, Map<String, Template> headers, Optional<Template> body) {
    public Made {
      headers = Map.copyOf(headers);
    }
  }
}
