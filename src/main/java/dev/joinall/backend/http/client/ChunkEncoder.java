package dev.joinall.backend.http.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** Encodes the parts of chunked content (RFC 9112, 7.1); bytes pass unchanged. Thread-safe. */
@Sharable
final class ChunkEncoder extends ChannelOutboundHandlerAdapter {
  static final ChunkEncoder INSTANCE = new ChunkEncoder();

  private static final byte[] NEW_LINE = "\r\n".getBytes(US_ASCII);
  private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

  private ChunkEncoder() {}

  @Override
  public void write(ChannelHandlerContext context, Object part, ChannelPromise promise) {
    var _ = context.write(part instanceof HttpContent content ? chunk(content) : part, promise);
  }

  /** Skips an empty chunk, because it would be the last one. */
  private static ByteBuf chunk(HttpContent content) {
    ByteBuf bytes = content.content();
    if (content instanceof LastHttpContent) {
      bytes.release();
      return Unpooled.wrappedBuffer(LAST);
    }
    if (!bytes.isReadable()) {
      return bytes;
    }
    byte[] size = (Integer.toHexString(bytes.readableBytes()) + "\r\n").getBytes(US_ASCII);
    return Unpooled.wrappedBuffer(
        Unpooled.wrappedBuffer(size), bytes, Unpooled.wrappedBuffer(NEW_LINE));
  }
}
