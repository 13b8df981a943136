package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.template.Template;
import java.util.Optional;

/**
 * Runs a task's step once for each item of a list.
 *
 * @param in the list
 * @param concurrency the maximum number of concurrent calls
 * @param max the maximum number of items
 * @param into the name of the member that receives the result in each item
 * @param distinct whether equal items share one call; false for an effect, and for a step that
 *     reads the index
 * @param batch one call for many items, with its guards; empty if each item has its own call
 * @param itemSlot the slot of the item
 * @param indexSlot the slot of the item's index, from 0
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
   * The number of calls for the longest list. A batch counts as one call, although items without a
   * clear result are called one by one after it.
   */
  public int calls() {
    return batch.map(it -> Math.ceilDiv(max, it.max())).orElse(max);
  }
}
