package dev.joinall.backend.redis;

import dev.joinall.backend.Causes;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Maps Lettuce's exceptions to faults. */
final class RedisFaults {
  private RedisFaults() {}

  /** The fault of a failed connection attempt; a missing reply to HELLO counts as one. */
  static Fault connecting(Throwable error) {
    Fault fault = of(error);
    return fault.type() == Fault.Type.TIMEOUT ? unavailable("no greeting in time") : fault;
  }

  /**
   * Whether a failed connection attempt has no usable reason. When a server refuses HELLO, Lettuce
   * closes the channel and sometimes reports the close instead of the refusal.
   */
  static boolean hasNoReason(Throwable error) {
    return Causes.of(error).stream()
        .anyMatch(it -> String.valueOf(it.getMessage()).contains("closed prematurely"));
  }

  /**
   * Chooses the more specific error of two failed servers: a refusal instead of an unreachable
   * server.
   */
  static Throwable moreSpecific(@Nullable Throwable first, Throwable second) {
    return first != null && !isUnreachable(of(first).type()) ? first : second;
  }

  private static boolean isUnreachable(Fault.Type type) {
    return type == Fault.Type.UNAVAILABLE || type == Fault.Type.REJECTED;
  }

  static Fault of(Throwable error) {
    return Causes.of(error).stream()
        .flatMap(cause -> known(cause).stream())
        .findFirst()
        .or(() -> ConnectFaults.of(error))
        .orElseGet(() -> unavailable("the connection broke"));
  }

  private static Optional<Fault> known(Throwable error) {
    return Optional.ofNullable(
        switch (error) {
          case StepException step -> step.fault();
          case RedisCommandExecutionException reply ->
              ErrorReply.of(String.valueOf(reply.getMessage())).fault();
          case RedisException full
              when String.valueOf(full.getMessage()).contains("size exceeded") ->
              rejected();
          case RedisCommandTimeoutException late ->
              Fault.of(Fault.Type.TIMEOUT, "no reply in time");
          case TimeoutException late -> Fault.of(Fault.Type.TIMEOUT, "no reply in time");
          default -> null;
        });
  }

  static Fault rejected() {
    return Fault.rejected("too many calls are in flight", Optional.empty());
  }

  static Fault unavailable(String detail) {
    return Fault.of(Fault.Type.UNAVAILABLE, detail);
  }

  static Fault closed() {
    return unavailable("the backend was closed");
  }

  static StepException broken(String why) {
    return new StepException(unavailable("the connection broke: " + why));
  }

  static Fault unknown() {
    return Fault.of(Fault.Type.UNKNOWN, "the connection broke before the reply came");
  }

  /** The bytes violate the Redis protocol, so the start of the next reply is unknown. */
  static StepException notRedis(String what) {
    return new StepException(Fault.Type.MALFORMED, "not a reply of Redis: " + what);
  }

  static StepException replyTooLong() {
    return new StepException(Fault.Type.TOO_LARGE, "the reply is far larger than max-body");
  }
}
