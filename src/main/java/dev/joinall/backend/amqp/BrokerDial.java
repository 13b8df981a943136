package dev.joinall.backend.amqp;

import dev.joinall.backend.TlsHandlers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: adds TLS to its socket, and stores the reason of a failure. The client
 * does not always report it, and if the socket ends before the client listens, it waits for its own
 * timeout.
 */
final class BrokerDial {
  private final Optional<SSLContext> tls;
  private final AmqpAddress address;
  private final Duration timeout;
  private volatile @Nullable Channel made;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  /**
   * @param tls empty for an unencrypted connection
   * @param timeout of the handshake
   */
  BrokerDial(Optional<SSLContext> tls, AmqpAddress address, Duration timeout) {
    this.tls = tls;
    this.address = address;
    this.timeout = timeout;
  }

  /** Called on the loop of the socket, before it connects. */
  void prepare(Channel socket) {
    made = socket;
    socket.pipeline().addFirst(new Watch());
    tls.ifPresent(context -> {
      SslHandler handler = TlsHandlers.of(context, address.host(), address.port(), timeout);
      socket.pipeline().addFirst(handler);
      handler
          .handshakeFuture()
          .addListener(done -> {
            if (!done.isSuccess()) {
              failure.complete(done.cause());
            }
          });
    });
  }

  /** Whether so many bytes wait to be written that the broker must be too slow. */
  boolean isCongested() {
    @Nullable Channel socket = made;
    return socket != null && !socket.isWritable();
  }

  /** Completes when the socket ends, with the reason if there is one. */
  CompletableFuture<Throwable> failure() {
    return failure;
  }

  /** The failure of TLS, if there is one: it is more specific than the client's. */
  Throwable reason(Throwable fallback) {
    @Nullable Throwable known = failure.getNow(null);
    return known == null || tls.isEmpty() || known instanceof SocketEnded ? fallback : known;
  }

  /** The failure if the broker closed the connection. */
  static final class SocketEnded extends Exception {
    private static final long serialVersionUID = 1L;

    SocketEnded() {
      super("the socket ended", null, false, false);
    }
  }

  private final class Watch extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure.complete(cause);
      context.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      failure.complete(new SocketEnded());
      context.fireChannelInactive();
    }
  }
}
