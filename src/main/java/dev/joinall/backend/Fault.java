package dev.joinall.backend;

import dev.joinall.template.InvalidExpression;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a task failed.
 *
 * @param detail for the operator; no secrets, no addresses of the inside
 * @param attempts how many calls were made; 0 where none was
 * @param nature who is at fault, and whether it may pass
 * @param retryAfter what the backend asked for, or what a guard knows
 */
public record Fault(
    Type type, Nature nature, String detail, int attempts, Optional<Duration> retryAfter) {

  /** What guards ask of a fault. */
  public enum Nature {
    /** The backend is not well, and may be in a moment: the same call may succeed. */
    PASSING,
    /** The backend is not well, and the same call would meet the same. */
    LASTING,
    /** The backend is well: the call was turned away, or was wrong. */
    CALLERS
  }

  /** The words that answers, logs and metrics use. */
  public enum Type {
    /** No answer in time. */
    TIMEOUT,
    /** Turned away before it was sent: pool full, circuit open, a rate or concurrency limit. */
    REJECTED,
    /** No connection, or it broke: DNS, connect, TLS, reset. */
    UNAVAILABLE,
    /** An HTTP status that is not accepted, or an error reply. */
    STATUS,
    /** A duplicate key, HTTP 409 or 412. */
    CONFLICT,
    /** An answer that can't be read or isn't what is expected. */
    MALFORMED,
    /** More than a limit allows. */
    TOO_LARGE,
    /** An expression failed, or gave what can't be sent. */
    INVALID,
    /** An effect was cut off on the wire: it may or may not have happened. */
    UNKNOWN,
    /** Anything else. */
    ERROR;

    /** As the file and the answers write it, such as {@code too-large}. */
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

  /** Turned away before any call. */
  public static Fault rejected(String detail, Optional<Duration> retryAfter) {
    return new Fault(Type.REJECTED, Nature.CALLERS, detail, 0, retryAfter);
  }

  /** The fault that an error of a step stands for. */
  public static Fault of(Throwable error) {
    return switch (error) {
      case StepException step -> step.fault();
      case InvalidExpression invalid ->
          of(
                  invalid.isPassing() ? Type.REJECTED : Type.INVALID,
                  String.valueOf(invalid.getMessage()))
              .withAttempts(0);
      // Its message may name what only the inside should know.
      default -> of(Type.ERROR, error.getClass().getSimpleName());
    };
  }

  /** The same call, not the backend, is to blame. */
  public Fault ofCaller() {
    return new Fault(type, Nature.CALLERS, detail, attempts, retryAfter);
  }

  /** The same, of a task that the failed one has run. */
  public Fault within(String task) {
    return new Fault(type, nature, task + ": " + detail, attempts, retryAfter);
  }

  public Fault withAttempts(int made) {
    return new Fault(type, nature, detail, made, retryAfter);
  }
}
