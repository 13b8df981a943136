package dev.joinall.backend.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.ShutdownSignalException;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.backend.WorkerReply;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.MonoSink;
import reactor.pool.PooledRef;

/**
 * One message in flight: from its channel until it is confirmed, or until its reply has arrived.
 * Returns the channel exactly once. A channel with a missing confirm is closed, because the
 * broker's next frames could concern this message. Thread-safe.
 */
final class PendingMessage implements Runnable {
  /** Distinguishes the requests of this process from those of all others. */
  private static final String PROCESS = UUID.randomUUID().toString();

  private final PooledRef<CallChannel> place;
  private final Message message;
  private final WorkerReply reader;
  private final Scope scope;
  private final MonoSink<Json> sink;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile String correlationId = "";
  private volatile long sequence;
  private volatile long sentAt;
  private volatile boolean sent;
  private volatile boolean confirmed;

  PendingMessage(
      PooledRef<CallChannel> place,
      Message message,
      WorkerReply reader,
      Scope scope,
      MonoSink<Json> sink) {
    this.place = place;
    this.message = message;
    this.reader = reader;
    this.scope = scope;
    this.sink = sink;
  }

  /**
   * Initializes this class, and so the process id, for which the JDK may read a file, before an
   * event loop needs it.
   */
  static void load() {
    // the initialization of the class does it
  }

  /** Sends the message; blocks while the socket is not writable. */
  @Override
  public void run() {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    long left = TimeUnit.NANOSECONDS.toMillis(scope.remaining());
    if (left <= 0) {
      fail(AmqpFaults.tooLate().fault(), true);
      return;
    }
    try {
      channel().publish(message, this, left);
    } catch (StepException e) {
      fail(e.fault(), true);
    } catch (IOException | RuntimeException e) {
      failedToSend(e);
    }
  }

  /**
   * Called after an error of sending. The broker ignores a partial message, but the channel is
   * unusable.
   */
  private void failedToSend(Exception error) {
    if (!AmqpFaults.isUnsent(error)) {
      channel().connection().retire();
    }
    fail(AmqpFaults.opening(error), false);
  }

  private CallChannel channel() {
    return place.poolable();
  }

  /** The correlation id of a request, different for each attempt. */
  String begin(long number) {
    correlationId = PROCESS + "-" + System.identityHashCode(channel()) + "-" + number;
    return correlationId;
  }

  /** Called before the message is sent with this number. */
  void sendAs(long number) {
    sequence = number;
    sentAt = System.nanoTime();
    sent = true;
  }

  boolean isConfirmedBy(long tag, boolean multiple) {
    return tag == sequence || (multiple && tag > sequence);
  }

  /** Called when the broker has confirmed the message. */
  void confirmed() {
    confirmed = true;
    if (!message.call().awaitsReply() && ends(true)) {
      sink.success(Json.of(Map.of("messageId", message.id())));
    }
  }

  /** Not clean, because brokers other than RabbitMQ may still return the message. */
  void refused() {
    fail(AmqpFaults.refused(), false);
  }

  void returned(int code) {
    confirmed = true;
    fail(AmqpFaults.returned(code), true);
  }

  /**
   * Called when a reply has arrived at the channel.
   *
   * @return false if it is the reply to another message
   */
  boolean replied(BasicProperties properties, byte[] body) {
    if (correlationId.isEmpty() || !correlationId.equals(properties.getCorrelationId())) {
      return false;
    }
    if (!ends(true)) {
      return false;
    }
    try {
      reader.value(error(properties), body).ifPresentOrElse(sink::success, sink::success);
    } catch (StepException e) {
      sink.error(e);
    }
    return true;
  }

  /** The header in which a worker reports that it could not do the job. */
  private static Optional<String> error(BasicProperties properties) {
    return Optional.ofNullable(properties.getHeaders())
        .map(it -> it.get("error"))
        .map(Object::toString);
  }

  /** Called when the channel has ended. */
  void ended(ShutdownSignalException signal) {
    Fault fallback = confirmed ? AmqpFaults.unanswered() : AmqpFaults.unknown();
    fail(AmqpFaults.ended(signal, sent, fallback), false);
  }

  /** Called when the caller no longer waits. */
  void abandon() {
    boolean untouched = begun.compareAndSet(false, true);
    if (sent && !confirmed && channel().connection().isSilentSince(sentAt)) {
      channel().connection().retire();
    }
    var _ = ends(untouched || confirmed);
  }

  private void fail(Fault fault, boolean clean) {
    if (ends(clean)) {
      sink.error(new StepException(fault));
    }
  }

  /**
   * @param clean whether another call may use the channel
   */
  private boolean ends(boolean clean) {
    if (!done.compareAndSet(false, true)) {
      return false;
    }
    channel().remove(this);
    // No caller waits for the pool.
    (clean ? place.release() : place.invalidate()).subscribe();
    return true;
  }
}
