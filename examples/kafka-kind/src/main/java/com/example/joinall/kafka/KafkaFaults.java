package com.example.joinall.kafka;

import dev.joinall.backend.ConnectFaults;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Maps the client's exceptions to faults. No detail contains a message of a broker. */
final class KafkaFaults {
  private KafkaFaults() {}

  /** Of a record that was not handed to the producer: nothing happened. */
  static Fault unsent(Throwable error) {
    return refusal(error)
        .or(() -> ConnectFaults.of(error))
        .orElseGet(() ->
            error instanceof TimeoutException
                ? Fault.of(Fault.Type.TIMEOUT, "no metadata of the topic in time")
                : error instanceof KafkaException || error instanceof IOException
                    ? Fault.of(Fault.Type.UNAVAILABLE, "the client failed with " + name(error))
                    : Fault.of(error));
  }

  /**
   * Of a record that the producer has: unless a broker has refused it, it may be in the topic, or
   * still get there.
   */
  static Fault ofSent(Throwable error) {
    return refusal(error)
        .orElseGet(() ->
            error instanceof ApiException
                    && !(error instanceof RetriableException)
                    && !(error instanceof UnknownServerException)
                ? Fault.of(Fault.Type.STATUS, "the broker refused the record: " + name(error))
                : unknown("no confirm of the record: " + name(error)));
  }

  /** What says that the record is not in the topic. */
  private static Optional<Fault> refusal(Throwable error) {
    return switch (error) {
      case SslAuthenticationException tls ->
          ConnectFaults.of(tls).or(() -> unavailable("TLS failed"));
      case AuthenticationException _ -> Optional.of(ConnectFaults.login());
      case AuthorizationException _ -> Optional.of(ConnectFaults.permission(name(error)));
      case InvalidTopicException _, UnknownTopicOrPartitionException _ -> noTopic();
      case RecordTooLargeException _, RecordBatchTooLargeException _ ->
          Optional.of(
              Fault.of(Fault.Type.TOO_LARGE, "the record is larger than allowed").ofCaller());
      case BufferExhaustedException _ ->
          Optional.of(Fault.rejected("the buffer of the producer is full", Optional.empty()));
      case NotEnoughReplicasException _ ->
          unavailable("the partition has too few replicas that are in sync");
      case TimeoutException late when isOf(late.getCause()) -> noTopic();
      default -> Optional.empty();
    };
  }

  /** Whether clients with this error can do nothing more, or must log in again. */
  static boolean endsClients(Throwable error) {
    return error instanceof AuthenticationException
        || error instanceof AuthorizationException
        || error instanceof KafkaException && !(error instanceof ApiException);
  }

  private static boolean isOf(@Nullable Throwable cause) {
    return cause instanceof UnknownTopicOrPartitionException;
  }

  private static Optional<Fault> noTopic() {
    return Optional.of(Fault.of(Fault.Type.STATUS, "no such topic").ofCaller());
  }

  private static Optional<Fault> unavailable(String detail) {
    return Optional.of(Fault.of(Fault.Type.UNAVAILABLE, detail));
  }

  private static String name(Throwable error) {
    return error.getClass().getSimpleName().replace("Exception", "");
  }

  static Fault unknown(String detail) {
    return Fault.of(Fault.Type.UNKNOWN, detail);
  }

  static Fault late() {
    return Fault.of(Fault.Type.TIMEOUT, "the record could not be sent in time");
  }

  static Fault closedInFlight() {
    return unknown("the backend was closed before the confirm of the record");
  }

  static Fault rejected(String detail) {
    return Fault.rejected(detail, Optional.empty());
  }

  static Fault closed() {
    return Fault.of(Fault.Type.UNAVAILABLE, "the backend is closed").withAttempts(0);
  }

  static StepException exception(Fault fault) {
    return new StepException(fault);
  }
}
