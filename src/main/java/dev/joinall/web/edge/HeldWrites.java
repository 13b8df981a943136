package dev.joinall.web.edge;

import dev.joinall.run.Held;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Counts what is written to one stream of HTTP/2 until the client takes it. */
final class HeldWrites extends ChannelOutboundHandlerAdapter {
  private final Held held;

  HeldWrites(Held held) {
    this.held = held;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    var _ = context.write(message, counted(message, promise, held));
  }

  /**
   * Until it is with the system, a large message is held in memory; the server's own word that it
   * is written comes before.
   */
  static ChannelPromise counted(Object message, ChannelPromise promise, Held held) {
    int bytes = message instanceof ByteBufHolder part ? part.content().readableBytes() : 0;
    if (bytes <= Held.SMALL) {
      return promise;
    }
    Held.Share share = held.share();
    share.hold(bytes);
    return promise.unvoid().addListener(taken -> share.giveBack());
  }
}
