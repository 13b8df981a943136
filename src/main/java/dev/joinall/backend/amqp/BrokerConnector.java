package dev.joinall.backend.amqp;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.joinall.backend.Causes;
import dev.joinall.backend.Hub;
import dev.joinall.config.BackendConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Opens connections with RabbitMQ's client, on the hub's loops and transport. The client blocks
 * while it connects, so it runs on a virtual thread. Its recovery is off, because it would resend
 * unconfirmed messages. Thread-safe.
 */
final class BrokerConnector {
  /**
   * TCP, TLS and the handshake together take at most twice this time; TCP repeats a lost SYN after
   * 1 s.
   */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** The client waits for half of its handshake timeout, for each reply of the broker. */
  private static final Duration HANDSHAKE_TIMEOUT = CONNECT_TIMEOUT.multipliedBy(2);

  /** The timeout of opening and closing a channel. */
  private static final Duration RPC_TIMEOUT = Duration.ofSeconds(3);

  /** A peer that is silent for twice this time is considered dead. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** The time for the client to report the broker's reason, after the socket has ended. */
  private static final Duration REASON_DELAY = Duration.ofMillis(150);

  /**
   * The limit of bytes that wait to be written. The client holds the lock of a channel while it
   * waits for room, and a loop may need that lock, so calls are rejected before the limit is
   * reached.
   */
  private static final WriteBufferWaterMark WRITE_BUFFER =
      new WriteBufferWaterMark(8 << 20, 16 << 20);

  private static final Duration ENQUEUING_TIMEOUT = Duration.ofSeconds(1);

  /** A larger reply ends its connection; a reply that exceeds max-body only ends its call. */
  private static final int MAX_BODY_FACTOR = 16;

  private final BackendConfig config;
  private final AmqpAddress address;
  private final Hub hub;
  private final Optional<SSLContext> tls;
  private final ExecutorService threads;

  BrokerConnector(BackendConfig config, Hub hub, ExecutorService threads) {
    this.config = config;
    this.address = AmqpAddress.of(config.address());
    this.hub = hub;
    this.tls = address.tls() ? Optional.of(hub.tls(config, address.host())) : Optional.empty();
    this.threads = threads;
  }

  /** Opens a connection. Fails with the exception of the client, or of the socket. */
  CompletableFuture<BrokerConnection> open() {
    return hub.names(config)
        .all(address.host(), address.port())
        .toCompletableFuture()
        .thenCompose(addresses -> openAny(addresses, 0))
        .exceptionallyCompose(error -> {
          boolean again = isUnconnected(error) && hub.names().invalidate(address.host());
          return again
              ? hub.names(config)
                  .all(address.host(), address.port())
                  .thenCompose(addresses -> openAny(addresses, 0))
              : CompletableFuture.failedFuture(error);
        });
  }

  /** Connects to the first address of the host that accepts a connection. */
  private CompletableFuture<BrokerConnection> openAny(
      List<InetSocketAddress> addresses, int index) {
    return open(addresses.get(index))
        .exceptionallyCompose(error ->
            isUnconnected(error) && index + 1 < addresses.size()
                ? openAny(addresses, index + 1)
                : CompletableFuture.failedFuture(error));
  }

  private CompletableFuture<BrokerConnection> open(InetSocketAddress target) {
    var dial = new BrokerDial(tls, address, CONNECT_TIMEOUT);
    var opened = new CompletableFuture<BrokerConnection>();
    try {
      threads.execute(() -> open(target, dial, opened));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(AmqpFaults.closed());
    }
    var _ = dial.failure().thenAccept(reason -> failLater(opened, reason));
    return opened;
  }

  private void failLater(CompletableFuture<BrokerConnection> opened, Throwable reason) {
    var _ =
        hub.scheduler()
            .schedule(
                () -> opened.completeExceptionally(reason),
                REASON_DELAY.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Blocks until the broker has accepted the login. */
  private void open(
      InetSocketAddress target, BrokerDial dial, CompletableFuture<BrokerConnection> opened) {
    try {
      var to = new Address(target.getAddress().getHostAddress(), target.getPort());
      Connection connection = factory(dial).newConnection(threads, List.of(to), "joinall");
      if (!opened.complete(new BrokerConnection(connection, dial, threads))) {
        connection.abort(0);
      }
    } catch (IOException | TimeoutException | RuntimeException e) {
      opened.completeExceptionally(dial.reason(e));
    }
  }

  private ConnectionFactory factory(BrokerDial dial) {
    var factory = new ConnectionFactory();
    factory.setUsername(address.user());
    factory.setPassword(address.password());
    factory.setVirtualHost(address.virtualHost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setHandshakeTimeout(millis(HANDSHAKE_TIMEOUT));
    factory.setChannelRpcTimeout(millis(RPC_TIMEOUT));
    factory.setShutdownTimeout(millis(RPC_TIMEOUT));
    factory.setRequestedHeartbeat((int) HEARTBEAT.toSeconds());
    factory.setMaxInboundMessageBodySize(
        (int) Math.min(Integer.MAX_VALUE, (long) config.maxBody() * MAX_BODY_FACTOR));
    factory.setExceptionHandler(new QuietExceptions());
    factory.setThreadFactory(Thread.ofVirtual().name("joinall-amqp-client-", 0).factory());
    factory
        .netty()
        .eventLoopGroup(hub.clientLoops())
        .bootstrapCustomizer(this::customize)
        .channelCustomizer(dial::prepare)
        .enqueuingTimeout(ENQUEUING_TIMEOUT);
    return factory;
  }

  private void customize(Bootstrap bootstrap) {
    bootstrap
        .channel(hub.transport().socket())
        .resolver(hub.names(config).resolvers())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(CONNECT_TIMEOUT))
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER);
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  private static boolean isUnconnected(Throwable error) {
    return Causes.find(error, ConnectException.class).isPresent();
  }
}
