package dev.joinall.backend.sql;

import dev.joinall.backend.StepException;

/** What a running call tells its statements. */
interface Running {
  /** Whether nobody waits for the value any more, so that no further statement is sent. */
  boolean isAbandoned();

  /** Ends the call with this error at once; the rest of the answer is not wanted. */
  void fail(StepException error);
}
