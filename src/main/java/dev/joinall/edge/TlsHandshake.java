package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * A connection during its TLS handshake, which has the same timeout as the headers of a request.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter implements Expiring {
  private final Channel channel;
  private final ConnectionReaper reaper;
  private final long began;
  private boolean counted;

  TlsHandshake(Channel channel, ConnectionReaper reaper) {
    this.channel = channel;
    this.reaper = reaper;
    this.began = reaper.now();
    channel.pipeline().addAfter(NettyPipeline.SslHandler, "joinall.handshake", this);
  }

  /** Passes the event on first: the server then adds the handlers of the negotiated protocol. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    context.fireUserEventTriggered(event);
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      reaper.remove(this);
      if (handshake.isSuccess()) {
        context.pipeline().remove(this);
        reaper.addHttp(channel);
      } else if (!(handshake.cause() instanceof ClosedChannelException)) {
        count();
      }
    }
  }

  @Override
  public void check(boolean pressed) {
    if (reaper.now() - began > reaper.timeoutNanos(reaper.all().limits().headTime(), pressed)) {
      count();
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      @Nullable ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
      // There is no TLS handler before the first bytes have named the host.
      var _ = (tls == null ? channel.pipeline().firstContext() : tls).close();
    }
  }

  private void count() {
    if (!counted) {
      counted = true;
      reaper.all().count(CloseReason.HANDSHAKE);
    }
  }
}
