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
 * @param retryAfter what the backend asked for, or what a guard knows
 */
public record Fault(Type type, String detail, int attempts, Optional<Duration> retryAfter) {

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
  }

  public static Fault of(Type type, String detail) {
    return new Fault(type, detail, 1, Optional.empty());
  }

  /** Turned away before any call. */
  public static Fault rejected(String detail, Optional<Duration> retryAfter) {
    return new Fault(Type.REJECTED, detail, 0, retryAfter);
  }

  /** The fault that an error of a step stands for. */
  public static Fault of(Throwable error) {
    return switch (error) {
      case StepException step -> step.fault();
      case InvalidExpression invalid ->
          new Fault(Type.INVALID, String.valueOf(invalid.getMessage()), 0, Optional.empty());
      default -> of(Type.ERROR, String.valueOf(error));
    };
  }

  public Fault withAttempts(int made) {
    return new Fault(type, detail, made, retryAfter);
  }
}
