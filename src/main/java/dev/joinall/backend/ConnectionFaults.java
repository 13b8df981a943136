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
    return of(error, "no connection became free in time");
  }

  /**
   * Like {@link #of(Throwable)}.
   *
   * @param detail of the fault if all connections are in use for too long
   */
  public static Throwable of(Throwable error, String detail) {
    return switch (error) {
      case PoolAcquirePendingLimitException full -> rejected("the pool and its queue are full");
      case PoolAcquireTimeoutException late -> rejected(detail);
      case PoolShutdownException closed ->
          new StepException(Fault.Type.UNAVAILABLE, "the backend is closed");
      default -> error;
    };
  }

  private static StepException rejected(String detail) {
    return new StepException(Fault.rejected(detail, Optional.empty()));
  }
}
