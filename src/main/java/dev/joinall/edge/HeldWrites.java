package dev.joinall.edge;

import dev.joinall.run.MemoryBudget;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Counts the bytes written to one HTTP/2 stream until the client takes them. */
final class HeldWrites extends ChannelOutboundHandlerAdapter {
  private final MemoryBudget memory;

  HeldWrites(MemoryBudget memory) {
    this.memory = memory;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    var _ = context.write(message, counted(message, promise, memory));
  }

  /**
   * A large message is in memory until the socket has taken it. The server reports it as written
   * before that.
   */
  static ChannelPromise counted(Object message, ChannelPromise promise, MemoryBudget memory) {
    int bytes = message instanceof ByteBufHolder part ? part.content().readableBytes() : 0;
    return counted(bytes, promise, memory);
  }

  /** The same for this number of bytes. */
  static ChannelPromise counted(int bytes, ChannelPromise promise, MemoryBudget memory) {
    if (bytes <= MemoryBudget.UNCOUNTED_BYTES) {
      return promise;
    }
    MemoryBudget.Reservation reservation = memory.reservation();
    reservation.reserve(bytes);
    return promise.unvoid().addListener(taken -> reservation.release());
  }
}
