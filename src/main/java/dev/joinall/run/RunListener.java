package dev.joinall.run;

import dev.joinall.plan.Task;

/** Is told of one run, of one thing after the other. Must neither block nor throw. */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /**
   * A task has settled; gevent's {@code iwait}. Tasks that the decision of the answer cut off are
   * told as well.
   */
  default void settled(Task task, Report.Entry entry) {}

  /** The run is decided, and its client has left: the report goes nowhere else. */
  default void decidedWithoutClient(Report report) {}
}
