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
 * One connection, which many channels share. It is closed when its last channel is, unless a new
 * channel has been promised by {@link #take}. Thread-safe.
 */
final class BrokerConnection {
  private static final String RABBITMQ = "RabbitMQ";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** The number of channels of a connection that is closed. */
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
  private volatile long heard = opened;

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
            hear();
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

  /** From now on new channels are opened on another connection. */
  void retire() {
    retired = true;
  }

  boolean isOlderThan(Duration age) {
    return System.nanoTime() - opened >= age.toNanos();
  }

  /**
   * RabbitMQ tells by {@code connection.blocked} that it reads nothing; another broker just does
   * not read.
   *
   * @throws StepException if nothing should be sent on it now
   */
  void refuseIfBlocked() {
    if (blocked) {
      throw new StepException(AmqpFaults.blocked());
    }
    if (dial.isCongested()) {
      throw new StepException(AmqpFaults.congested());
    }
  }

  /** Runs once the connection has ended, at once if it has. */
  void onEnd(Runnable listener) {
    client.addShutdownListener(signal -> listener.run());
  }

  /** The broker has just said something. */
  void hear() {
    heard = System.nanoTime();
  }

  /**
   * Whether the broker has said nothing since then.
   *
   * @param since as of {@link System#nanoTime}
   */
  boolean isSilentSince(long since) {
    return heard - since < 0;
  }

  /** Whether it is RabbitMQ, which has direct reply-to. */
  boolean isRabbitMq() {
    return RABBITMQ.equals(product);
  }

  /**
   * The property {@code expiration} of a message: the milliseconds from now on; at Qpid the time,
   * as in JMS. AMQP leaves its meaning open.
   */
  String expiration(long millis) {
    return Long.toString(isQpid ? System.currentTimeMillis() + millis : millis);
  }

  /** Promises a channel. False if the connection can't have one more. */
  boolean take() {
    return !isRetired() && channels.updateAndGet(n -> n == CLOSED ? n : n + 1) != CLOSED;
  }

  /**
   * Opens a promised channel; blocks.
   *
   * @throws StepException if the broker allows no more, or reads nothing
   */
  Channel openChannel() throws IOException {
    refuseIfBlocked();
    Channel channel = client.createChannel();
    if (channel == null) {
      retire();
      throw new StepException(AmqpFaults.noChannel());
    }
    return channel;
  }

  /** A channel was closed, or could not be opened. */
  void release() {
    // A blocked one stays: a new connection would learn of it only by a lost message.
    if (channels.decrementAndGet() == 0 && !blocked) {
      closeIfUnused();
    }
  }

  /** Closes it without waiting, unless it has a channel. */
  void closeIfUnused() {
    if (channels.compareAndSet(0, CLOSED)) {
      try {
        threads.execute(this::close);
      } catch (RejectedExecutionException e) {
        // The backend is being closed, and closes this connection, too.
      }
    }
  }

  /** Closes it and all of its channels; blocks, but not for long. */
  void close() {
    retired = true;
    client.abort(Math.toIntExact(CLOSE_TIMEOUT.toMillis()));
  }
}
