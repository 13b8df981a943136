package dev.joinall.backend.http.client;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.util.Optional;

/** The faults of calls that get no connection, the same for both versions of HTTP. */
public final class PoolFaults {
  private PoolFaults() {}

  public static Fault tooManyWait() {
    return Fault.rejected("too many calls wait for a connection", Optional.empty());
  }

  public static Fault noFreeConnection() {
    return Fault.rejected("no connection was free in time", Optional.empty());
  }

  public static StepException closed() {
    return new StepException(Fault.Type.UNAVAILABLE, "the backend was closed");
  }
}
