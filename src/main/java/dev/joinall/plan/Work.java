package dev.joinall.plan;

import dev.joinall.backend.Step;
import dev.joinall.guard.Expect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a task executes, once or for each item of its list. */
public sealed interface Work {
  /** One call with its guards around it, or a computed value. */
  record Call(Step step) implements Work {}

  /**
   * Another aggregation.
   *
   * @param limit its own deadline, or the task's timeout if that is shorter
   * @param expect the check of its answer
   */
  record Inner(Plan plan, List<Argument> arguments, Duration limit, Optional<Expect> expect)
      implements Work {
    public Inner {
      arguments = List.copyOf(arguments);
    }
  }
}
