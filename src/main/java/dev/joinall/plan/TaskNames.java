package dev.joinall.plan;

import dev.joinall.config.TaskConfig;
import dev.joinall.json.Json;
import dev.joinall.template.SymbolTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The slots of the tasks' values, and the symbol table of each place in the file.
 *
 * @param values the slots of the values, by the index of the task
 * @param outcomes the slots of the outcomes, by the index of the task
 */
record TaskNames(
    List<Integer> values,
    List<Integer> outcomes,
    SymbolTable everywhere,
    SymbolTable inFallback,
    SymbolTable inItem,
    SymbolTable inAnswer,
    SymbolTable inBatch,
    int fault,
    int item,
    int index,
    int winners,
    int keys) {
  /**
   * Adds the tasks to the names of the inputs.
   *
   * @param everywhere extended by the tasks
   */
  static TaskNames of(SymbolTable everywhere, List<TaskConfig> tasks) {
    List<Integer> values = new ArrayList<>();
    List<Integer> outcomes = new ArrayList<>();
    everywhere.group(SymbolTable.TASKS);
    everywhere.group(SymbolTable.OUTCOMES);
    for (TaskConfig task : tasks) {
      TaskShape shape = TaskShape.of(task);
      int value = everywhere.member(SymbolTable.TASKS, task.name(), shape.type(), true);
      values.add(value);
      if (task.streams()) {
        everywhere.stream(value);
      }
      outcomes.add(
          everywhere.member(SymbolTable.OUTCOMES, task.name(), SymbolTable.Type.OUTCOME, true));
      shape.declare(everywhere);
      everywhere.outcome(task.name(), OutcomeRules.of(task));
    }
    SymbolTable inFallback = everywhere.copy();
    SymbolTable inItem = everywhere.copy();
    SymbolTable inAnswer = everywhere.copy();
    SymbolTable inBatch = everywhere.copy();
    return new TaskNames(
        List.copyOf(values),
        List.copyOf(outcomes),
        everywhere,
        inFallback,
        inItem,
        inAnswer,
        inBatch,
        inFallback.root(SymbolTable.FAULT, SymbolTable.Type.FAULT),
        inItem.root(SymbolTable.ITEM, SymbolTable.Type.ANY),
        inItem.root(SymbolTable.INDEX, SymbolTable.Type.INTEGER),
        inAnswer.root(SymbolTable.WINNERS, SymbolTable.Type.LIST),
        inBatch.root(SymbolTable.KEYS, SymbolTable.Type.LIST));
  }

  /** The names in {@code expect} with {@code for-each}: the task's own value is that of an item. */
  SymbolTable inExpect(TaskConfig task) {
    SymbolTable names = everywhere.copy();
    names.shape(SymbolTable.TASKS + "." + task.name(), Json.EMPTY_OBJECT, false);
    return names;
  }

  int value(int task) {
    return values.get(task);
  }

  int outcome(int task) {
    return outcomes.get(task);
  }

  /** The maximum number of values of a run. Names of different places may share a slot. */
  int slots() {
    return Math.max(inFallback.slots(), inItem.slots());
  }
}
