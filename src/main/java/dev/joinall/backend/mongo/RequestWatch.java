package dev.joinall.backend.mongo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * Observes each complete request of the driver. A write that fails with a {@code
 * ClosedChannelException} had not started; an interrupted write fails with another exception.
 */
final class RequestWatch extends ChannelOutboundHandlerAdapter {
  private static final int FLAGS_END = WireHeader.BYTES + 4;

  /** Flag of a request that expects no reply. */
  private static final int MORE_TO_COME = 1 << 1;

  private static final int EXHAUST_ALLOWED = 1 << 16;

  private final WireConnectionState conversation;

  RequestWatch(WireConnectionState conversation) {
    this.conversation = conversation;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (conversation.isBroken() || !context.channel().isActive()) {
      ReferenceCountUtil.release(message);
      promise.setFailure(conversation.whyClosed());
      return;
    }
    record((ByteBuf) message);
    context
        .write(message)
        .addListener(written -> {
          if (written.isSuccess()) {
            promise.setSuccess();
          } else {
            promise.setFailure(new IOException("a request was truncated", written.cause()));
          }
        });
  }

  private void record(ByteBuf request) {
    WireHeader header = WireHeader.of(request);
    boolean message = header.opCode() == WireHeader.MESSAGE && request.readableBytes() >= FLAGS_END;
    int flags = message ? request.getIntLE(request.readerIndex() + WireHeader.BYTES) : 0;
    if ((flags & MORE_TO_COME) == 0) {
      conversation.requestSent(
          header.requestId(),
          (flags & EXHAUST_ALLOWED) != 0,
          message && WriteReply.belongsTo(request, request.readerIndex() + FLAGS_END));
    }
  }
}
