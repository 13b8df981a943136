package dev.joinall.plan;

import dev.joinall.config.RespondConfig;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The plan of an aggregation's answer.
 *
 * @param unmet the answer to an unmet join, by its cause; empty for problem details
 * @param errors how much the answer reveals of a failed task
 * @param winners the slot of the winners; empty if no template reads them
 * @param reads the tasks that its expressions read
 * @param streamed whether its body is the stream of a task, passed on as it arrives
 */
public record AnswerPlan(
    Made met,
    Map<String, Made> unmet,
    RespondConfig.Errors errors,
    OptionalInt winners,
    Set<Integer> reads,
    boolean streamed) {
  public AnswerPlan {
    unmet = Map.copyOf(unmet);
    reads = Set.copyOf(reads);
  }

  /**
   * The answer to a join that is not met; empty for problem details.
   *
   * @param cause {@code absent}, or the word of a fault
   */
  public Optional<Made> unmet(String cause) {
    return Optional.ofNullable(unmet.get(cause))
        .or(() -> Optional.ofNullable(unmet.get(RespondConfig.DEFAULT_CAUSE)));
  }

  /**
   * The parts of an answer.
   *
   * @param status empty for 200, or, if the join is not met, for the status of the deciding task
   * @param headers without the content type
   * @param type empty for JSON
   * @param body empty for the tasks by name, or, if the join is not met, for problem details
   * @param slots the slots of the tasks' values that the status ({@link #STATUS}) and each header
   *     read
   */
  public record Made(
      Optional<Template> status,
      Map<String, Template> headers,
      Optional<AnswerType> type,
      Optional<Template> body,
      Map<String, List<Integer>> slots) {
    /** The key of the status. No header has this name. */
    public static final String STATUS = "";

    public Made {
      headers = Map.copyOf(headers);
      slots = Map.copyOf(slots);
    }

    /**
     * The status, or a header. It is null, as if it were not declared, if a task that it reads has
     * no value.
     *
     * @throws InvalidExpression if it can't be computed for another reason
     */
    public Json render(String name, Template template, Scope scope) {
      try {
        return template.render(scope);
      } catch (InvalidExpression e) {
        if (slots.getOrDefault(name, List.of()).stream().anyMatch(it -> isMissing(it, scope))) {
          return Json.NULL;
        }
        throw e;
      }
    }

    private static boolean isMissing(int slot, Scope scope) {
      Json value = scope.get(slot);
      return value == null || value.isNull();
    }
  }
}
