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
 * One attempt to connect: adds TLS to its socket, and remembers why it failed. The client does not
 * always tell, and where the socket ends before it listens, it waits for its own timeout.
 */
final class BrokerDial {
  private final Optional<SSLContext> tls;
  private final AmqpAddress address;
  private final Duration timeout;
  private volatile @Nullable Channel made;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  /**
   * @param tls empty for a connection without
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

  /** Whether so much waits to be written that the broker must be too slow. */
  boolean isCongested() {
    @Nullable Channel socket = made;
    return socket != null && !socket.isWritable();
  }

  /** Completes if the socket ends; with the reason if there is one. */
  CompletableFuture<Throwable> failure() {
    return failure;
  }

  /** The failure of TLS, if there is one: it says more than that of the client. */
  Throwable reason(Throwable otherwise) {
    @Nullable Throwable known = failure.getNow(null);
    return known == null || tls.isEmpty() || known instanceof SocketEnded ? otherwise : known;
  }

  /** The broker has closed the connection. */
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
