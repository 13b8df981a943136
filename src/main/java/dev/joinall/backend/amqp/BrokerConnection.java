package dev.joinall.backend.amqp;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.joinall.backend.StepException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection, which many channels share. It is closed when its last channel is, unless {@link
 * #reserveChannel} has reserved a new channel. Thread-safe.
 */
final class BrokerConnection {
  private static final String RABBITMQ = "RabbitMQ";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** The number of channels of a closed connection. */
  private static final int CLOSED = -1;

  private final Connection client;
  private final BrokerDial dial;
  private final String product;
  private final boolean isQpid;
  private final ExecutorService threads;
  private final long opened = System.nanoTime();
  private final AtomicInteger channels = new AtomicInteger();
  private volatile boolean retired;
  private volatile boolean blocked;
  private volatile long lastReceived = opened;

  BrokerConnection(Connection client, BrokerDial dial, ExecutorService threads) {
    this.client = client;
    this.dial = dial;
    this.threads = threads;
    this.product = String.valueOf(client.getServerProperties().get("product"));
    this.isQpid = product.toLowerCase(Locale.ROOT).contains("qpid");
    client.addBlockedListener(
        new BlockedListener() {
          @Override
          public void handleBlocked(String reason) {
            markReceived();
            blocked = true;
          }

          @Override
          public void handleUnblocked() {
            blocked = false;
            closeIfUnused();
          }
        });
  }

  boolean isOpen() {
    return client.isOpen() && channels.get() != CLOSED;
  }

  /** Whether no new channel is opened on it, and idle ones are closed. */
  boolean isRetired() {
    return retired || !isOpen();
  }

  /** Makes new channels use another connection. */
  void retire() {
    retired = true;
  }

  boolean isOlderThan(Duration age) {
    return System.nanoTime() - opened >= age.toNanos();
  }

  /**
   * Fails if the broker does not read: RabbitMQ reports this by {@code connection.blocked}, another
   * broker just stops reading.
   *
   * @throws StepException if no message should be sent now
   */
  void refuseIfBlocked() {
    if (blocked) {
      throw new StepException(AmqpFaults.blocked());
    }
    if (dial.isCongested()) {
      throw new StepException(AmqpFaults.congested());
    }
  }

  /** Runs the listener when the connection has ended; at once if it already has. */
  void onEnd(Runnable listener) {
    client.addShutdownListener(signal -> listener.run());
  }

  /** Records that the broker has just sent something. */
  void markReceived() {
    lastReceived = System.nanoTime();
  }

  /**
   * Whether the broker has sent nothing since then.
   *
   * @param since as of {@link System#nanoTime}
   */
  boolean isSilentSince(long since) {
    return lastReceived - since < 0;
  }

  /** Whether it is RabbitMQ, which supports direct reply-to. */
  boolean isRabbitMq() {
    return RABBITMQ.equals(product);
  }

  /**
   * The property {@code expiration} of a message: the milliseconds from now; for Qpid the absolute
   * time, as in JMS. AMQP does not define its meaning.
   */
  String expiration(long millis) {
    return Long.toString(isQpid ? System.currentTimeMillis() + millis : millis);
  }

  /** Reserves a channel. False if the connection can't have one more. */
  boolean reserveChannel() {
    return !isRetired() && channels.updateAndGet(n -> n == CLOSED ? n : n + 1) != CLOSED;
  }

  /**
   * Opens a reserved channel; blocks.
   *
   * @throws StepException if the broker allows no more channels, or does not read
   */
  Channel openChannel() throws IOException {
    refuseIfBlocked();
    Channel channel = client.createChannel();
    if (channel == null) {
      retire();
      throw new StepException(AmqpFaults.noMoreChannels());
    }
    return channel;
  }

  /** Called when a channel was closed, or could not be opened. */
  void release() {
    // Keeps a blocked connection: a new one would detect the block only by a lost message.
    if (channels.decrementAndGet() == 0 && !blocked) {
      closeIfUnused();
    }
  }

  /** Closes the connection without waiting, unless it has a channel. */
  void closeIfUnused() {
    if (channels.compareAndSet(0, CLOSED)) {
      try {
        threads.execute(this::close);
      } catch (RejectedExecutionException e) {
        // The backend is being closed, and closes this connection, too.
      }
    }
  }

  /** Closes the connection and all of its channels; blocks briefly. */
  void close() {
    retired = true;
    client.abort(Math.toIntExact(CLOSE_TIMEOUT.toMillis()));
  }
}
