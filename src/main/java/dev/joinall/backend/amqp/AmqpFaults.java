package dev.joinall.backend.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.joinall.backend.Causes;
import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.ConnectionFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.pool.PoolShutdownException;

/**
 * Maps exceptions of the client and of the pool, and errors of the broker, to faults. No detail
 * contains a text of the broker, because it may name users, hosts and queues.
 */
final class AmqpFaults {
  /** The broker returned a mandatory message, because no queue is bound for it. */
  private static final int NO_ROUTE = 312;

  private AmqpFaults() {}

  static Throwable ofPool(Throwable error) {
    return error instanceof PoolShutdownException
        ? closed()
        : ConnectionFaults.of(error, "no channel of the pool became free");
  }

  static StepException closed() {
    return new StepException(unavailable("the backend is closed").withAttempts(0));
  }

  static StepException tooLate() {
    return new StepException(Fault.Type.TIMEOUT, "no connection or channel in time");
  }

  static Fault blocked() {
    return unavailable("the broker is short of memory or disk and accepts no messages");
  }

  static Fault congested() {
    return unavailable("the broker reads too slowly");
  }

  static Fault noMoreChannels() {
    return Fault.rejected("the broker allows no more channels", Optional.empty());
  }

  static Fault unknown() {
    return Fault.of(Fault.Type.UNKNOWN, "the connection broke before the broker's confirm");
  }

  static Fault unanswered() {
    return Fault.of(Fault.Type.UNKNOWN, "the connection broke before the reply");
  }

  /**
   * The fault if the broker's queue is full, or the broker failed: it may accept the same message
   * later.
   */
  static Fault refused() {
    return Fault.of(Fault.Type.STATUS, "the broker rejected the message (nack)")
        .with(Fault.Nature.TRANSIENT);
  }

  static Fault returned(int code) {
    return Fault.of(
            Fault.Type.STATUS,
            code == NO_ROUTE
                ? "no queue receives this message: check the exchange, its bindings and the routing key"
                : "the broker returned the message with " + code)
        .ofCaller();
  }

  /** The fault of a connection or channel that could not be opened: nothing was sent. */
  static Fault opening(Throwable error) {
    if (error instanceof StepException known) {
      return known.fault();
    }
    if (Causes.find(error, AuthenticationFailureException.class).isPresent()
        || Causes.find(error, PossibleAuthenticationFailureException.class).isPresent()) {
      return ConnectFaults.login();
    }
    return Causes.find(error, ShutdownSignalException.class)
        .flatMap(AmqpFaults::brokerReason)
        .or(() -> ConnectFaults.of(error))
        .or(() ->
            Causes.find(error, TimeoutException.class)
                .map(it -> unavailable("no greeting in time")))
        .orElseGet(() -> unavailable("the connection broke"));
  }

  /** The fault of a message in flight, whose channel or connection has ended. */
  static Fault ended(ShutdownSignalException signal, boolean sent, Fault fallback) {
    return brokerReason(signal)
        .filter(fault -> !sent || provesNoEffect(fault))
        .orElseGet(() -> sent ? fallback : unavailable("the connection broke"));
  }

  private static boolean provesNoEffect(Fault fault) {
    return fault.type() == Fault.Type.STATUS || fault.type() == Fault.Type.TOO_LARGE;
  }

  /** The reason that the broker gave; empty if the connection only ended. */
  private static Optional<Fault> brokerReason(ShutdownSignalException signal) {
    Method reason = signal.getReason();
    int code =
        switch (reason) {
          case AMQP.Channel.Close channel when !signal.isInitiatedByApplication() ->
              channel.getReplyCode();
          case AMQP.Connection.Close connection when !signal.isInitiatedByApplication() ->
              connection.getReplyCode();
          case null, default -> 0;
        };
    return code == 0 ? Optional.empty() : Optional.of(of(code));
  }

  private static Fault of(int code) {
    return switch (code) {
      case AMQP.NOT_FOUND ->
          Fault.of(Fault.Type.STATUS, "no such exchange or queue at the broker").ofCaller();
      case AMQP.ACCESS_REFUSED -> ConnectFaults.permission("ACCESS_REFUSED");
      case AMQP.NOT_ALLOWED ->
          Fault.of(Fault.Type.STATUS, "the broker does not allow this: check the virtual host");
      case AMQP.PRECONDITION_FAILED, AMQP.NOT_IMPLEMENTED ->
          Fault.of(Fault.Type.STATUS, "the broker refused the message with " + code).ofCaller();
      case AMQP.CONTENT_TOO_LARGE ->
          Fault.of(Fault.Type.TOO_LARGE, "the message is larger than the broker accepts")
              .ofCaller();
      case AMQP.RESOURCE_ERROR, AMQP.CONNECTION_FORCED ->
          unavailable("the broker closed the connection with " + code);
      default -> Fault.of(Fault.Type.ERROR, "the broker closed the channel with " + code);
    };
  }

  /** Whether nothing was written, because the channel had already ended. */
  static boolean isUnsent(Throwable error) {
    return error instanceof AlreadyClosedException;
  }

  static Fault unavailable(String detail) {
    return Fault.of(Fault.Type.UNAVAILABLE, detail);
  }
}
