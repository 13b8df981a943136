package dev.joinall.backend.sql;

import dev.joinall.backend.StepException;

/** The interface of a running call for its statements. */
interface Running {
  /** Whether the caller has cancelled, so that no further statement is sent. */
  boolean isAbandoned();

  /** Ends the call with this error at once; the rest of the response is ignored. */
  void fail(StepException error);
}
