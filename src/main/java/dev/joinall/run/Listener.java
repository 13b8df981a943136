package dev.joinall.run;

import dev.joinall.plan.Task;

/** Is told of each outcome the moment it settles, one after the other; gevent's {@code iwait}. */
@FunctionalInterface
public interface Listener {
  /** Hears nothing. */
  Listener NONE = (task, entry) -> {};

  /**
   * Must neither block nor throw. Tasks that the decision of the answer cut off are told as well.
   */
  void settled(Task task, Report.Entry entry);
}
