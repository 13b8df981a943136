package dev.joinall.run;

import dev.joinall.plan.Task;

/** Observes one run, one event after another. Must neither block nor throw. */
public interface RunListener {
  /** Ignores everything. */
  RunListener NONE = new RunListener() {};

  /**
   * A task has settled; known as {@code iwait} in gevent. Includes tasks that the decision of the
   * answer cancelled.
   */
  default void settled(Task task, Report.Entry entry) {}

  /** The run was decided after its client had disconnected: the report is passed nowhere else. */
  default void decidedWithoutClient(Report report) {}
}
