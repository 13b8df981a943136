package dev.joinall.backend;

import dev.joinall.config.Fields;
import dev.joinall.config.Internal;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Reply;
import java.time.Duration;
import java.util.Optional;

/**
 * The reason why a task failed.
 *
 * @param detail for the operator; contains no secrets and no internal addresses
 * @param attempts the number of calls made; 0 if there was none
 * @param nature which side caused the fault, and whether a repetition may succeed
 * @param retryAfter the delay that the backend asked for, or that a guard computed
 * @param reply the reply of the protocol, if the backend refused the call
 * @param happened whether the backend has accepted an effect, so that it must not be repeated
 */
public record Fault(
    Type type,
    Nature nature,
    String detail,
    int attempts,
    Optional<Duration> retryAfter,
    Optional<Reply> reply,
    boolean happened) {
  @Internal
  public Fault {}

  /** The classes of faults that guards distinguish. */
  public enum Nature {
    /** The backend is unhealthy, perhaps for a moment: the same call may succeed later. */
    TRANSIENT,
    /** The backend is unhealthy, and the same call would fail again. */
    PERMANENT,
    /** The backend is healthy: the call was rejected locally, or was invalid. */
    CALLERS,
    /** Like {@link #CALLERS}, but the data of the client caused it. */
    CLIENTS
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
    /** An effect was interrupted: it may or may not have happened. */
    UNKNOWN,
    /** Anything else. */
    ERROR;

    /** The word in the file and in responses, such as {@code too-large}. */
    public String word() {
      return Fields.name(this);
    }

    private Nature nature() {
      return switch (this) {
        case TIMEOUT, UNAVAILABLE, UNKNOWN -> Nature.TRANSIENT;
        case STATUS, MALFORMED, TOO_LARGE, ERROR -> Nature.PERMANENT;
        case REJECTED, CONFLICT, INVALID -> Nature.CALLERS;
      };
    }
  }

  public static Fault of(Type type, String detail) {
    return new Fault(type, type.nature(), detail, 1, Optional.empty(), Optional.empty(), false);
  }

  /** A rejection before the call was sent. */
  public static Fault rejected(String detail, Optional<Duration> retryAfter) {
    return new Fault(Type.REJECTED, Nature.CALLERS, detail, 0, retryAfter, Optional.empty(), false);
  }

  /** Converts an error of a step. */
  public static Fault of(Throwable error) {
    return switch (error) {
      case StepException step -> step.fault();
      case InvalidExpression invalid -> ofExpression(invalid);
      // Its message may contain internal details.
      default -> of(Type.ERROR, error.getClass().getSimpleName());
    };
  }

  private static Fault ofExpression(InvalidExpression invalid) {
    Type type = invalid.isTransient() ? Type.REJECTED : Type.INVALID;
    Fault fault = of(type, String.valueOf(invalid.getMessage())).withAttempts(0);
    return invalid.isOfInputs() ? fault.ofClient() : fault;
  }

  /** The same fault of another nature. */
  @Internal
  public Fault with(Nature other) {
    return new Fault(type, other, detail, attempts, retryAfter, reply, happened);
  }

  /** The same fault, caused by the call and not by the backend. */
  public Fault ofCaller() {
    return with(Nature.CALLERS);
  }

  /** The same fault, caused by the data of the client. */
  public Fault ofClient() {
    return with(Nature.CLIENTS);
  }

  /** The same fault of an effect that the backend has accepted. */
  public Fault ofAccepted() {
    return new Fault(type, nature, detail, Math.max(1, attempts), retryAfter, reply, true);
  }

  /** The same fault with the reply of the protocol. */
  public Fault with(Reply received) {
    return new Fault(type, nature, detail, attempts, retryAfter, Optional.of(received), happened);
  }

  /** The same fault, attributed to a nested task. */
  @Internal
  public Fault within(String task) {
    return new Fault(type, nature, task + ": " + detail, attempts, retryAfter, reply, happened);
  }

  public Fault withAttempts(int made) {
    return new Fault(type, nature, detail, made, retryAfter, reply, happened);
  }
}
