package dev.joinall.backend.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.joinall.backend.StepException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A channel with publisher confirms, and with a consumer of replies from its first request on. One
 * call uses it at a time. Methods that communicate with the broker block. Thread-safe.
 */
final class CallChannel {
  /** The pseudo-queue for replies that RabbitMQ sends directly to the channel of the request. */
  private static final String DIRECT_REPLY_TO = "amq.rabbitmq.reply-to";

  private static final boolean AUTO_ACK = true;

  private final BrokerConnection connection;
  private final Channel channel;
  private final LongAdder lateReplies;
  private final AtomicLong requests = new AtomicLong();
  private volatile @Nullable String replyTo;
  private volatile @Nullable PendingMessage current;

  private CallChannel(BrokerConnection connection, Channel channel, LongAdder lateReplies) {
    this.connection = connection;
    this.channel = channel;
    this.lateReplies = lateReplies;
  }

  /**
   * Opens a reserved channel.
   *
   * @param lateReplies counts replies for which no call waits
   */
  static CallChannel open(BrokerConnection connection, LongAdder lateReplies) throws IOException {
    Channel channel = connection.openChannel();
    var opened = new CallChannel(connection, channel, lateReplies);
    channel.addConfirmListener(opened.new Confirms());
    channel.addReturnListener(
        (code, text, exchange, routingKey, properties, body) -> opened.returned(code));
    channel.addShutdownListener(opened::ended);
    channel.confirmSelect();
    return opened;
  }

  boolean isUsable() {
    return channel.isOpen() && !connection.isRetired();
  }

  BrokerConnection connection() {
    return connection;
  }

  /** Makes a round trip to the broker. */
  void ping() throws IOException {
    connection.refuseIfBlocked();
    channel.confirmSelect();
  }

  /**
   * Sends a message, and reports its progress to the call.
   *
   * @param left milliseconds for which the caller of a request waits
   * @throws StepException if nothing was sent
   */
  void publish(Message message, PendingMessage call, long left) throws IOException {
    connection.refuseIfBlocked();
    BasicProperties.Builder properties = message.properties();
    if (message.call().awaitsReply()) {
      properties
          .replyTo(replyTo())
          .correlationId(call.begin(requests.incrementAndGet()))
          .expiration(connection.expiration(left));
    }
    message
        .call()
        .expiration()
        .ifPresent(it -> properties.expiration(connection.expiration(it.toMillis())));
    call.sendAs(channel.getNextPublishSeqNo());
    current = call;
    channel.basicPublish(
        message.call().exchange(),
        message.routingKey(),
        message.call().mandatory(),
        properties.build(),
        message.body());
  }

  private String replyTo() throws IOException {
    String known = replyTo;
    if (known != null) {
      return known;
    }
    String made = connection.isRabbitMq() ? DIRECT_REPLY_TO : exclusiveQueue();
    channel.basicConsume(made, AUTO_ACK, new Replies());
    replyTo = made;
    return made;
  }

  /** Declares a queue that is deleted with its consumer, and so with this channel. */
  private String exclusiveQueue() throws IOException {
    return channel.queueDeclare("", false, true, true, Map.of()).getQueue();
  }

  /** Called when the call no longer waits. */
  void remove(PendingMessage call) {
    if (current == call) {
      current = null;
    }
  }

  private void returned(int code) {
    connection.markReceived();
    PendingMessage call = current;
    if (call != null) {
      call.returned(code);
    }
  }

  private void ended(ShutdownSignalException signal) {
    PendingMessage call = current;
    if (call != null) {
      call.ended(signal);
    }
  }

  /** Closes the channel; waits for the broker. */
  void close() {
    try {
      channel.abort(AMQP.REPLY_SUCCESS, "OK");
    } catch (IOException e) {
      // It ends with its connection.
    } finally {
      connection.release();
    }
  }

  private final class Confirms implements ConfirmListener {
    @Override
    public void handleAck(long tag, boolean multiple) {
      connection.markReceived();
      PendingMessage call = current;
      if (call != null && call.isConfirmedBy(tag, multiple)) {
        call.confirmed();
      }
    }

    @Override
    public void handleNack(long tag, boolean multiple) {
      connection.markReceived();
      PendingMessage call = current;
      if (call != null && call.isConfirmedBy(tag, multiple)) {
        call.refused();
      }
    }
  }

  private final class Replies extends DefaultConsumer {
    Replies() {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      connection.markReceived();
      PendingMessage call = current;
      if (call == null || !call.replied(properties, body)) {
        lateReplies.increment();
      }
    }
  }
}
