package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.template.Template;
import java.util.Optional;

/**
 * That a task's step runs once for each item of a list.
 *
 * @param in the list
 * @param concurrency how many at once
 * @param max items at the most
 * @param into the name under which an item gets its result
 * @param distinct whether equal items share one call: not those of an effect, nor of a step that
 *     reads the index
 * @param batch one call for many items, with its guards around it; empty where each item has one of
 *     its own
 * @param itemSlot where the step finds the item
 * @param indexSlot where it finds the item's place, from 0
 */
public record ForEach(
    Template in,
    int concurrency,
    int max,
    Optional<String> into,
    boolean distinct,
    Optional<Batch<?>> batch,
    int itemSlot,
    int indexSlot) {

  /**
   * Calls for the longest list. A batch counts as one, though what it can't tell for sure is asked
   * for item by item after it.
   */
  public int calls() {
    return batch.map(it -> Math.ceilDiv(max, it.max())).orElse(max);
  }
}
