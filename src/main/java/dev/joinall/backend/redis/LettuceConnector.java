package dev.joinall.backend.redis;

import dev.joinall.backend.Causes;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.ConnectionEvents;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs Lettuce on the hub's loops and transport.
 *
 * <p>Lettuce chooses its transport from static state, which may differ from the hub's; so this
 * class creates the bootstrap. Lettuce's reconnection is off, because it repeats sent commands and
 * keeps unsent ones for later. {@link ReconnectingConnection} opens new connections instead.
 */
final class LettuceConnector extends RedisClient {
  /**
   * Longer than a call waits for a connection, so that calls on a slow network share one attempt;
   * TCP repeats a lost SYN after a second. Includes DNS, TLS and HELLO.
   */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** The peer counts as dead if it acknowledges no data for this time. */
  private static final Duration TCP_USER_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** The attempt that this event loop is about to begin. */
  private static final FastThreadLocal<RedisDial> TARGET = new FastThreadLocal<>();

  private final BackendConfig config;
  private final Hub hub;
  private final RedisURI uri;
  private final HubResources resources;
  private volatile boolean closed;

  /**
   * @param tls adds TLS to connections, if the servers use it
   * @param config has the addresses that the servers may have
   * @param callsEach the maximum of concurrent calls on one connection
   */
  LettuceConnector(
      BackendConfig config,
      RedisLogin login,
      int database,
      NettyCustomizer tls,
      int callsEach,
      Hub hub) {
    this(config, uri(login, database), hub, new HubResources(hub, tls));
    setOptions(options(callsEach));
  }

  private LettuceConnector(BackendConfig config, RedisURI uri, Hub hub, HubResources resources) {
    super(resources, uri);
    this.config = config;
    this.hub = hub;
    this.uri = uri;
    this.resources = resources;
  }

  /** Reads the files of the certificates, because an event loop must not. */
  static NettyCustomizer tls(BackendConfig config, Hub hub) {
    RedisAddress address = RedisAddress.of(config.address());
    if (!address.tls()) {
      return new NettyCustomizer() {};
    }
    return new SecuredChannels(
        address.servers().size() == 1 && address.master().isEmpty()
            ? hub.tls(config, address.server().host())
            : hub.tls(config),
        CONNECT_TIMEOUT);
  }

  /**
   * Uses only the parts that the file may set. Its host is never used: {@link #getSocketAddress}
   * returns the address. TLS does not come from Lettuce, see {@link SecuredChannels}.
   */
  private static RedisURI uri(RedisLogin login, int database) {
    var uri =
        RedisURI.builder()
            .withHost("joinall.invalid")
            .withDatabase(database)
            .withClientName("joinall")
            .withTimeout(CONNECT_TIMEOUT)
            .build();
    login.addTo(uri);
    return uri;
  }

  private static ClientOptions options(int callsEach) {
    return ClientOptions.builder()
        .autoReconnect(false)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(callsEach)
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .build();
  }

  @Override
  protected void connectionBuilder(
      Mono<SocketAddress> address,
      ConnectionBuilder connection,
      ConnectionEvents events,
      RedisURI redisUri) {
    connection.bootstrap(bootstrap());
    connection.apply(redisUri);
    connection.channelGroup(channels).connectionEvents(events).socketAddressSupplier(address);
    connection.commandHandler(
        () -> new ReplyDispatcher(connection.clientOptions(), resources, connection.endpoint()));
  }

  private Bootstrap bootstrap() {
    var bootstrap =
        new Bootstrap()
            .attr(RedisDial.KEY, TARGET.get())
            .group(hub.clientLoops())
            .channel(hub.transport().socket())
            .resolver(resources.addressResolverGroup())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(CONNECT_TIMEOUT))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true);
    return switch (hub.transport()) {
      case IO_URING ->
          bootstrap.option(IoUringChannelOption.TCP_USER_TIMEOUT, millis(TCP_USER_TIMEOUT));
      case EPOLL -> bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, millis(TCP_USER_TIMEOUT));
      case NIO -> bootstrap;
    };
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  CompletionStage<StatefulRedisConnection<byte[], byte[]>> open(ServerAddress server) {
    if (closed) {
      return CompletableFuture.failedFuture(new StepException(RedisFaults.closed()));
    }
    return connectToAny(server)
        .exceptionallyCompose(error ->
            hasNoConnection(error) && hub.names().invalidate(server.host())
                ? connectToAny(server)
                : CompletableFuture.failedFuture(error))
        .thenApply(this::unlessClosed);
  }

  /** Connects to the first address of the host that accepts a connection. */
  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectToAny(
      ServerAddress server) {
    return hub.names(config)
        .all(server.host(), server.port())
        .thenCompose(addresses -> attempt(server, addresses, 0));
  }

  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> attempt(
      ServerAddress server, List<InetSocketAddress> addresses, int index) {
    InetSocketAddress address = addresses.get(index);
    return attempt(server, address)
        .exceptionallyCompose(error ->
            RedisFaults.hasNoReason(error)
                ? attempt(server, address)
                : CompletableFuture.failedFuture(error))
        .exceptionallyCompose(error ->
            hasNoConnection(error) && index + 1 < addresses.size()
                ? attempt(server, addresses, index + 1)
                : CompletableFuture.failedFuture(error));
  }

  /**
   * Runs on the connection's own loop. Lettuce registers its listener for the handshake after it
   * has requested the connection; on another thread that could be after the server's refusal.
   */
  private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> attempt(
      ServerAddress server, InetSocketAddress address) {
    return CompletableFuture.completedFuture(uri)
        .thenComposeAsync(it -> connectTo(new RedisDial(server, address), it), hub.loops().next());
  }

  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectTo(
      RedisDial dial, RedisURI redis) {
    TARGET.set(dial);
    try {
      return connectAsync(ByteArrayCodec.INSTANCE, redis)
          .toCompletableFuture()
          .exceptionallyCompose(error -> CompletableFuture.failedFuture(dial.reason(error)));
    } finally {
      TARGET.remove();
    }
  }

  /** Returns the chosen address; Lettuce would use the first address of a name. */
  @Override
  protected Mono<SocketAddress> getSocketAddress(RedisURI redis) {
    return Mono.just(TARGET.get().address());
  }

  private static boolean hasNoConnection(Throwable error) {
    return Causes.find(error, ConnectException.class).isPresent();
  }

  private StatefulRedisConnection<byte[], byte[]> unlessClosed(
      StatefulRedisConnection<byte[], byte[]> opened) {
    if (closed) {
      var _ = opened.closeAsync();
      throw new StepException(RedisFaults.closed());
    }
    return opened;
  }

  /** Waits briefly for the connections to close, unless called on a loop. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<Void> shutdown = shutdownAsync();
    if (Schedulers.isInNonBlockingThread()) {
      return;
    }
    try {
      shutdown.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // a connection that can't be closed is broken anyway
    }
  }
}
