package dev.joinall.backend.http.client;

import dev.joinall.backend.ChannelStream;
import dev.joinall.backend.Fault;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.LocalLimits;
import dev.joinall.backend.LoopReadBuffer;
import dev.joinall.backend.ProxyServer;
import dev.joinall.backend.StepException;
import dev.joinall.backend.TlsHandlers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the servers of one backend, with a proxy if there is one, and makes the TLS
 * handshake. Immutable and thread-safe.
 */
public final class Connector {
  /**
   * The number of unanswered connects that fit into the timeout of a call that can use another
   * server.
   */
  public static final int TRIES_IN_TIME = 3;

  private final Hub hub;
  private final HostNames names;
  private final Duration timeout;
  private final int maxHead;

  /**
   * @param timeout of one attempt to connect, of one handshake, and for the response of a proxy
   * @param maxHead bytes of the head of a response
   */
  public Connector(Hub hub, Duration timeout, int maxHead) {
    this.hub = hub;
    this.names = hub.names();
    this.timeout = timeout;
    this.maxHead = maxHead;
  }

  /** Whether a response on this connection may come from a proxy. */
  public static boolean isProxied(Channel channel) {
    return channel.hasAttr(AbsoluteForm.PROXIED);
  }

  /**
   * Opens a connection.
   *
   * @param done gets the connection, or the failure; called on the loop
   */
  void connect(LoopPool pool, BiConsumer<@Nullable PooledConnection, @Nullable Throwable> done) {
    Optional<ProxyServer> proxy = pool.server().target().proxy().get();
    var attempt = new Attempt(pool, proxy, done);
    if (proxy.isEmpty()) {
      connect(List.of(pool.server().address()), 0, attempt);
      return;
    }
    String host = proxy.get().host();
    int port = proxy.get().port();
    InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
    if (literal != null) {
      connect(List.of(new InetSocketAddress(literal, port)), 0, attempt);
      return;
    }
    names
        .all(host, port, pool.loop())
        .whenComplete((addresses, failure) -> {
          if (failure != null || addresses.isEmpty()) {
            attempt.unreachable(failure == null ? new UnknownHostException(host) : failure);
          } else {
            connect(addresses, 0, attempt);
          }
        });
  }

  /** One attempt to open a connection. */
  private record Attempt(
      LoopPool pool,
      Optional<ProxyServer> proxy,
      BiConsumer<@Nullable PooledConnection, @Nullable Throwable> done) {
    void unreachable(Throwable why) {
      boolean isOfProxy = proxy.isPresent() && !(why instanceof StepException);
      done.accept(null, isOfProxy ? new ProxyUnreachable(why) : why);
    }

    void failed(Channel channel, Throwable why) {
      var _ = channel.close();
      done.accept(null, why);
    }
  }

  private void connect(List<InetSocketAddress> addresses, int index, Attempt attempt) {
    var setup = new Setup(attempt);
    ChannelFuture connecting =
        new Bootstrap()
            .group(attempt.pool().loop())
            .channel(hub.transport().socket())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis(attempt))
            .disableResolver()
            .handler(setup)
            .connect(addresses.get(index));
    connecting.addListener(connected -> {
      if (connected.isSuccess()) {
        tunnelled(connecting.channel(), setup);
      } else if (index + 1 < addresses.size()) {
        connect(addresses, index + 1, attempt);
      } else {
        attempt.unreachable(unconnected(connected.cause(), addresses.get(index)));
      }
    });
  }

  private int connectMillis(Attempt attempt) {
    int share = attempt.pool().server().hasOthers() ? TRIES_IN_TIME : 1;
    return Math.toIntExact(timeout.dividedBy(share).toMillis());
  }

  private static Throwable unconnected(Throwable cause, InetSocketAddress address) {
    Optional<Fault> local = LocalLimits.fault(cause, address);
    if (local.isPresent()) {
      return new StepException(local.get());
    }
    return cause instanceof ConnectTimeoutException ? new ConnectException("timeout") : cause;
  }

  private static void tunnelled(Channel channel, Setup setup) {
    Tunnel tunnel = channel.pipeline().get(Tunnel.class);
    if (tunnel == null) {
      secured(channel, setup);
      return;
    }
    tunnel
        .open()
        .addListener(open -> {
          if (open.isSuccess()) {
            secured(channel, setup);
          } else {
            setup.attempt.failed(channel, open.cause());
          }
        });
  }

  private static void secured(Channel channel, Setup setup) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      setup.opened();
      return;
    }
    handler
        .handshakeFuture()
        .addListener(secured -> {
          if (secured.isSuccess()) {
            setup.opened();
          } else {
            setup.attempt.failed(channel, secured.cause());
          }
        });
  }

  /** Fills the pipeline of one connection. */
  private final class Setup extends ChannelInitializer<Channel> {
    private final Attempt attempt;
    private @Nullable PooledConnection connection;

    Setup(Attempt attempt) {
      this.attempt = attempt;
    }

    @Override
    protected void initChannel(Channel channel) {
      LoopReadBuffer.use(channel);
      var made = new PooledConnection(channel, attempt.pool());
      Target target = attempt.pool().server().target();
      ChannelPipeline pipeline = channel.pipeline();
      if (target.tls().isPresent()) {
        attempt
            .proxy()
            .map(it -> new Tunnel(target.host(), target.port(), it, timeout))
            .ifPresent(pipeline::addLast);
        pipeline.addLast(TlsHandlers.of(target.tls().get(), target.host(), target.port(), timeout));
      }
      pipeline.addLast(
          new ResponseDecoder(made.exchange(), maxHead, attempt.pool().repeatedHeads()));
      if (target.tls().isEmpty() && attempt.proxy().isPresent()) {
        channel.attr(AbsoluteForm.PROXIED).set(true);
        pipeline.addLast(new AbsoluteForm(made.exchange(), target, attempt.proxy().get()));
      }
      pipeline.addLast(ChunkEncoder.INSTANCE).addLast(ChannelStream.LAST_HANDLER, made);
      connection = made;
    }

    /** Adds the connection to the pool; before, a failure is a failure of the attempt. */
    void opened() {
      PooledConnection made = Objects.requireNonNull(connection, "connected without a pipeline");
      attempt.pool().add(made);
      attempt.done().accept(made, null);
    }
  }
}
