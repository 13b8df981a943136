package dev.joinall.backend.sql;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import reactor.netty.NettyPipeline;

/**
 * Begins TLS on a new connection, and hides the connection from the driver until it is secured. A
 * server without TLS is an error: no data is ever sent unencrypted. The driver would create a
 * context for each connection, and read files on an event loop.
 */
final class TlsNegotiation extends ChannelInboundHandlerAdapter {
  /** The message SSLRequest: its length and a code in place of a version. */
  private static final int REQUEST_LENGTH = 8;

  private static final int REQUEST_CODE = 80_877_103;

  private final TlsOpening opening;
  private final Consumer<Throwable> failed;
  private boolean secured;

  TlsNegotiation(TlsOpening opening, Consumer<Throwable> failed) {
    this.opening = opening;
    this.failed = failed;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (opening.direct()) {
      secure(context);
    } else {
      ByteBuf request = context.alloc().buffer(REQUEST_LENGTH);
      request.writeInt(REQUEST_LENGTH).writeInt(REQUEST_CODE);
      var _ = context.writeAndFlush(request, context.voidPromise());
    }
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (secured || !(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    boolean agreed = bytes.readableBytes() == 1 && bytes.readByte() == 'S';
    bytes.release();
    if (agreed) {
      secure(context);
      context.read();
    } else {
      fail(context, new NotSslRecordException("not an SSL/TLS record"));
    }
  }

  private void secure(ChannelHandlerContext context) {
    secured = true;
    SslHandler handler = opening.handler();
    // With this name, handlers that a driver adds first come after it.
    context.pipeline().addFirst(NettyPipeline.SslHandler, handler);
    handler.handshakeFuture().addListener(done -> ended(context, done));
  }

  private void ended(ChannelHandlerContext context, Future<?> handshake) {
    if (!handshake.isSuccess()) {
      fail(context, handshake.cause());
    } else if (context.channel().isActive()) {
      context.fireChannelActive();
      context.pipeline().remove(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!secured) {
      fail(context, new SSLException(new EOFException("closed before TLS began")));
    }
    context.fireChannelInactive();
  }

  private void fail(ChannelHandlerContext context, Throwable reason) {
    failed.accept(reason);
    context.fireExceptionCaught(reason);
    var _ = context.close();
  }
}
