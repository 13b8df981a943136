package dev.joinall.plan;

import dev.joinall.config.TaskConfig;
import dev.joinall.json.Json;
import dev.joinall.template.SymbolTable;
import java.util.ArrayList;
import java.util.List;

/** The slots of the tasks' values, and the symbol table of each place in the file. */
final class TaskNames {
  private final List<Integer> values = new ArrayList<>();
  private final List<Integer> outcomes = new ArrayList<>();
  private final SymbolTable everywhere;
  private final SymbolTable inFallback;
  private final SymbolTable inItem;
  private final SymbolTable inAnswer;
  private final int fault;
  private final int item;
  private final int index;
  private final int winners;
  private final SymbolTable inBatch;
  private final int keys;

  /**
   * Adds the tasks to the names of the inputs.
   *
   * @param everywhere extended by the tasks
   */
  TaskNames(SymbolTable everywhere, List<TaskConfig> tasks) {
    this.everywhere = everywhere;
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
    inFallback = everywhere.copy();
    inItem = everywhere.copy();
    inAnswer = everywhere.copy();
    fault = inFallback.root(SymbolTable.FAULT, SymbolTable.Type.FAULT);
    item = inItem.root(SymbolTable.ITEM, SymbolTable.Type.ANY);
    index = inItem.root(SymbolTable.INDEX, SymbolTable.Type.INTEGER);
    winners = inAnswer.root(SymbolTable.WINNERS, SymbolTable.Type.LIST);
    inBatch = everywhere.copy();
    keys = inBatch.root(SymbolTable.KEYS, SymbolTable.Type.LIST);
  }

  /** The names in {@code expect} with {@code for-each}: the task's own value is that of an item. */
  SymbolTable inExpect(TaskConfig task) {
    SymbolTable names = everywhere.copy();
    names.shape(SymbolTable.TASKS + "." + task.name(), Json.EMPTY_OBJECT, false);
    return names;
  }

  SymbolTable everywhere() {
    return everywhere;
  }

  SymbolTable inFallback() {
    return inFallback;
  }

  SymbolTable inItem() {
    return inItem;
  }

  SymbolTable inAnswer() {
    return inAnswer;
  }

  SymbolTable inBatch() {
    return inBatch;
  }

  int value(int task) {
    return values.get(task);
  }

  int outcome(int task) {
    return outcomes.get(task);
  }

  int fault() {
    return fault;
  }

  int item() {
    return item;
  }

  int index() {
    return index;
  }

  int winners() {
    return winners;
  }

  int keys() {
    return keys;
  }

  /** The maximum number of values of a run. Names of different places may share a slot. */
  int slots() {
    return Math.max(inFallback.slots(), inItem.slots());
  }
}
