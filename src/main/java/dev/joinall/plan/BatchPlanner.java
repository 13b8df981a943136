package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.BatchConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Templates;
import java.util.Optional;

/**
 * Finds the batch of a for-each: the one that the file declares, or else the one that the step
 * provides.
 */
record BatchPlanner(TaskNames names, Problems problems) {

  /**
   * @param calls the templates that the step was compiled with
   * @param keys compiles the key of an item
   */
  Optional<Batch<?>> plan(TaskConfig task, Step step, Templates calls, Templates keys) {
    Optional<BatchConfig> declared = task.forEach().flatMap(it -> it.batch());
    if (declared.isPresent()) {
      check(task, declared.get(), calls);
      return Optional.of(keyed(declared.get(), step, keys));
    }
    boolean each = task.forEach().isPresent() && !task.effect() && !calls.reads(SymbolTable.INDEX);
    return each && step instanceof Batch<?> batch ? Optional.of(batch) : Optional.empty();
  }

  private void check(TaskConfig task, BatchConfig config, Templates calls) {
    if (task.effect()) {
      problems.add(
          config.where(),
          "this may change something, and effects are not batched",
          "remove it, or write safe: true if the call changes nothing");
    }
    if (!calls.reads(SymbolTable.KEYS)) {
      problems.add(
          config.where(),
          "the call does not read \"keys\", so it can't select the items",
          "for example query: { sku: \"${keys}\" }");
    }
  }

  private KeyedBatch keyed(BatchConfig config, Step step, Templates keys) {
    Tree item = Tree.Scalar.of(config.where(), "${" + SymbolTable.ITEM + "}");
    return new KeyedBatch(
        step, keys.compile(config.key().orElse(item)), config.by(), config.max(), names.keys());
  }
}
