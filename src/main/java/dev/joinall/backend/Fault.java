package dev.joinall.backend;

import dev.joinall.template.InvalidExpression;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a task failed.
 *
 * @param detail for the operator; without secrets and internal addresses
 * @param attempts number of calls made; 0 if none
 * @param nature who is at fault, and whether a retry may succeed
 * @param retryAfter requested by the backend or computed by a guard
 */
public record Fault(
    Type type, Nature nature, String detail, int attempts, Optional<Duration> retryAfter) {

  /** The classes of faults that guards distinguish. */
  public enum Nature {
    /** The backend is unhealthy, perhaps for a moment: the same call may succeed later. */
    PASSING,
    /** The backend is unhealthy, and the same call would fail again. */
    LASTING,
    /** The backend is healthy; the call was rejected locally or was invalid. */
    CALLERS
  }

  /** The fault words of responses, logs and metrics. */
  public enum Type {
    /** No response in time. */
    TIMEOUT,
    /** Rejected before it was sent: pool full, circuit open, a rate or concurrency limit. */
    REJECTED,
    /** The connection failed or broke: DNS, connect, TLS, reset. */
    UNAVAILABLE,
    /** An HTTP status that is not accepted, or an error reply. */
    STATUS,
    /** A duplicate key, HTTP 409 or 412. */
    CONFLICT,
    /** A response that is unreadable or not as expected. */
    MALFORMED,
    /** A limit on size was exceeded. */
    TOO_LARGE,
    /** An expression failed, or its value can't be sent. */
    INVALID,
    /** An effect was cut off in transit: it may or may not have happened. */
    UNKNOWN,
    /** Anything else. */
    ERROR;

    /** The word in the file and in responses, such as {@code too-large}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Nature nature() {
      return switch (this) {
        case TIMEOUT, UNAVAILABLE, UNKNOWN -> Nature.PASSING;
        case STATUS, MALFORMED, TOO_LARGE, ERROR -> Nature.LASTING;
        case REJECTED, CONFLICT, INVALID -> Nature.CALLERS;
      };
    }
  }

  public static Fault of(Type type, String detail) {
    return new Fault(type, type.nature(), detail, 1, Optional.empty());
  }

  /** A rejection before any call. */
  public static Fault rejected(String detail, Optional<Duration> retryAfter) {
    return new Fault(Type.REJECTED, Nature.CALLERS, detail, 0, retryAfter);
  }

  /** Converts an error of a step. */
  public static Fault of(Throwable error) {
    return switch (error) {
      case StepException step -> step.fault();
      case InvalidExpression invalid ->
          of(
                  invalid.isPassing() ? Type.REJECTED : Type.INVALID,
                  String.valueOf(invalid.getMessage()))
              .withAttempts(0);
      // The message may contain internal names.
      default -> of(Type.ERROR, error.getClass().getSimpleName());
    };
  }

  /** The same fault, blamed on the call instead of the backend. */
  public Fault ofCaller() {
    return new Fault(type, Nature.CALLERS, detail, attempts, retryAfter);
  }

  /** The same fault, attributed to a nested task. */
  public Fault within(String task) {
    return new Fault(type, nature, task + ": " + detail, attempts, retryAfter);
  }

  public Fault withAttempts(int made) {
    return new Fault(type, nature, detail, made, retryAfter);
  }
}
