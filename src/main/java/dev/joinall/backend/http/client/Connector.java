package dev.joinall.backend.http.client;

import dev.joinall.backend.ChannelStream;
import dev.joinall.backend.Hub;
import dev.joinall.backend.balance.Origin;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the servers of one backend, and makes the TLS handshake. Immutable and
 * thread-safe.
 */
public final class Connector {
  /**
   * Where a call can go to another server, so many connects that are not answered fit into its
   * timeout.
   */
  public static final int TRIES_IN_TIME = 3;

  private final Hub hub;
  private final Duration timeout;
  private final int maxHead;
  private final @Nullable SslContext tls;

  /**
   * @param timeout of one attempt to connect, and of one handshake
   * @param maxHead bytes of the head of an answer
   * @param tls null without TLS
   */
  public Connector(Hub hub, Duration timeout, int maxHead, @Nullable SslContext tls) {
    this.hub = hub;
    this.timeout = timeout;
    this.maxHead = maxHead;
    this.tls = tls;
  }

  /**
   * Opens one.
   *
   * @param done gets the connection, or else why there is none; on the loop
   */
  void connect(LoopPool pool, BiConsumer<@Nullable ClientConnection, @Nullable Throwable> done) {
    var setup = new Setup(pool);
    ChannelFuture connecting =
        new Bootstrap()
            .group(pool.loop())
            .channel(hub.transport().socket())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis(pool.server().hasOthers()))
            .disableResolver()
            .handler(setup)
            .connect(pool.server().address());
    connecting.addListener(connected -> {
      if (connected.isSuccess()) {
        secured(connecting.channel(), setup, done);
      } else {
        done.accept(null, unconnected(connected.cause()));
      }
    });
  }

  private int connectMillis(boolean hasOthers) {
    return Math.toIntExact(timeout.dividedBy(hasOthers ? TRIES_IN_TIME : 1).toMillis());
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
        Origin server = pool.server().origin();
        SslHandler handler = tls.newHandler(channel.alloc(), server.host(), server.port());
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
