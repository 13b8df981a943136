package dev.joinall.backend.http.client;

import dev.joinall.backend.ChannelStream;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one server: resolves its name, tries its addresses one after the other, and
 * makes the TLS handshake. Immutable and thread-safe.
 */
public final class Connector {
  private final Hub hub;
  private final HostNames names;
  private final String host;
  private final int port;
  private final @Nullable InetAddress literal;
  private final Duration timeout;
  private final int maxHead;
  private final @Nullable SslContext tls;

  /**
   * @param timeout of one attempt to connect, and of one handshake
   * @param maxHead bytes of the head of an answer
   * @param tls null without TLS
   */
  public Connector(
      Hub hub, String host, int port, Duration timeout, int maxHead, @Nullable SslContext tls) {
    this.hub = hub;
    this.names = hub.names();
    this.host = host;
    this.port = port;
    this.literal = NetUtil.createInetAddressFromIpAddressString(host);
    this.timeout = timeout;
    this.maxHead = maxHead;
    this.tls = tls;
  }

  /** Whether a new look-up of the name may find addresses that were not tried. */
  boolean hasOtherAddresses() {
    return literal == null && names.forget(host);
  }

  /**
   * Opens one.
   *
   * @param done gets the connection, or else why there is none; on the loop
   */
  void connect(LoopPool pool, BiConsumer<@Nullable ClientConnection, @Nullable Throwable> done) {
    if (literal != null) {
      connect(List.of(new InetSocketAddress(literal, port)), 0, pool, done);
      return;
    }
    names
        .all(host, port, pool.loop())
        .whenComplete((addresses, failure) -> {
          if (failure != null || addresses.isEmpty()) {
            done.accept(null, failure == null ? new UnknownHostException(host) : failure);
          } else {
            connect(addresses, 0, pool, done);
          }
        });
  }

  private void connect(
      List<InetSocketAddress> addresses,
      int index,
      LoopPool pool,
      BiConsumer<@Nullable ClientConnection, @Nullable Throwable> done) {
    var setup = new Setup(pool);
    ChannelFuture connecting =
        new Bootstrap()
            .group(pool.loop())
            .channel(hub.transport().socket())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
            .disableResolver()
            .handler(setup)
            .connect(addresses.get(index));
    connecting.addListener(connected -> {
      if (connected.isSuccess()) {
        secured(connecting.channel(), setup, done);
      } else if (index + 1 < addresses.size()) {
        connect(addresses, index + 1, pool, done);
      } else {
        done.accept(null, unconnected(connected.cause()));
      }
    });
  }

  private static Throwable unconnected(Throwable cause) {
    return cause instanceof ConnectTimeoutException ? new ConnectException("timeout") : cause;
  }

  private static void secured(
      Channel channel,
      Setup setup,
      BiConsumer<@Nullable ClientConnection, @Nullable Throwable> done) {
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      done.accept(setup.opened(), null);
      return;
    }
    handler
        .handshakeFuture()
        .addListener(secured -> {
          if (secured.isSuccess()) {
            done.accept(setup.opened(), null);
          } else {
            var _ = channel.close();
            done.accept(null, secured.cause());
          }
        });
  }

  /** Fills the pipeline of one connection. */
  private final class Setup extends ChannelInitializer<Channel> {
    private final LoopPool pool;
    private @Nullable ClientConnection connection;

    Setup(LoopPool pool) {
      this.pool = pool;
    }

    @Override
    protected void initChannel(Channel channel) {
      var made = new ClientConnection(channel, pool);
      if (tls != null) {
        SslHandler handler = tls.newHandler(channel.alloc(), host, port);
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        channel.pipeline().addLast(handler);
      }
      channel
          .pipeline()
          .addLast(new ResponseDecoder(made.exchange(), maxHead), ChunkEncoder.INSTANCE)
          .addLast(ChannelStream.LAST_HANDLER, made);
      connection = made;
    }

    /** It counts from now on; until then a failure is that of the attempt. */
    ClientConnection opened() {
      ClientConnection made = connection;
      if (made == null) {
        throw new IllegalStateException("connected without a pipeline");
      }
      pool.add(made);
      return made;
    }
  }
}
