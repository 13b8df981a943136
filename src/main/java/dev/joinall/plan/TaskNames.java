package dev.joinall.plan;

import dev.joinall.config.TaskConfig;
import dev.joinall.template.Names;
import java.util.ArrayList;
import java.util.List;

/** Where the values of tasks go, and what may be said where. */
final class TaskNames {
  private final List<Integer> values = new ArrayList<>();
  private final List<Integer> outcomes = new ArrayList<>();
  private final Names everywhere;
  private final Names inFallback;
  private final Names inItem;
  private final Names inAnswer;
  private final int fault;
  private final int item;
  private final int index;
  private final int winners;
  private final Names inBatch;
  private final int keys;

  /**
   * Adds the tasks to what the inputs have named.
   *
   * @param everywhere is added to
   */
  TaskNames(Names everywhere, List<TaskConfig> tasks) {
    this.everywhere = everywhere;
    everywhere.group(Names.TASKS);
    everywhere.group(Names.OUTCOMES);
    for (TaskConfig task : tasks) {
      values.add(everywhere.member(Names.TASKS, task.name(), Names.Type.ANY, true));
      outcomes.add(everywhere.member(Names.OUTCOMES, task.name(), Names.Type.ANY, true));
    }
    inFallback = everywhere.copy();
    inItem = everywhere.copy();
    inAnswer = everywhere.copy();
    fault = inFallback.root(Names.FAULT, Names.Type.ANY);
    item = inItem.root(Names.ITEM, Names.Type.ANY);
    index = inItem.root(Names.INDEX, Names.Type.INTEGER);
    winners = inAnswer.root(Names.WINNERS, Names.Type.LIST);
    inBatch = everywhere.copy();
    keys = inBatch.root(Names.KEYS, Names.Type.LIST);
  }

  Names everywhere() {
    return everywhere;
  }

  Names inFallback() {
    return inFallback;
  }

  Names inItem() {
    return inItem;
  }

  Names inAnswer() {
    return inAnswer;
  }

  Names inBatch() {
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

  /** How many values a run holds at the most; what is said in different places shares a slot. */
  int slots() {
    return Math.max(inFallback.slots(), inItem.slots());
  }
}
