package dev.joinall.plan;

import dev.joinall.template.Condition;
import dev.joinall.template.Template;
import java.util.Set;

/**
 * Turns a request away by what tasks found.
 *
 * @param reads the tasks that must have settled before it is asked
 */
public record Refusal(Condition when, int status, Template detail, Set<Integer> reads) {
  public Refusal {
    reads = Set.copyOf(reads);
  }
}
