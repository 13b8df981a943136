package dev.joinall.backend;

import java.util.Optional;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolShutdownException;

/** The faults of calls that get no connection from a pool of {@code reactor-pool}. */
public final class ConnectionFaults {
  private ConnectionFaults() {}

  /**
   * Converts an error of the pool to a {@link StepException}; returns any other error unchanged.
   */
  public static Throwable of(Throwable error) {
    return switch (error) {
      case PoolAcquirePendingLimitException full -> rejected("the pool and its queue are full");
      case PoolAcquireTimeoutException late -> rejected("no connection became free in time");
      case PoolShutdownException closed ->
          new StepException(Fault.Type.UNAVAILABLE, "the backend is closed");
      default -> error;
    };
  }

  private static StepException rejected(String detail) {
    return new StepException(Fault.rejected(detail, Optional.empty()));
  }
}
