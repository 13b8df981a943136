package dev.joinall.plan;

import dev.joinall.backend.Step;
import dev.joinall.guard.Expect;
import dev.joinall.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The work of a task, executed once or for each item of its list. */
public sealed interface Work {
  /**
   * One call with its guards around it, or a computed value.
   *
   * @param value the computed value; empty for a call
   */
  record Call(Step step, Optional<Template> value) implements Work {
    public Call(Step step) {
      this(step, Optional.empty());
    }
  }

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
