package dev.joinall.backend.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

/**
 * Whether a stream has been decompressed to its end. Netty's decoder does not tell: gzip may be
 * several streams in a row, and it waits for the next one. So it is given one more at the end, and
 * the stream was whole if just that comes out of it. For one answer.
 */
final class CompressedEnd {
  private static final byte[] ONE_MORE = gzip(new byte[] {42});

  private final BooleanSupplier knownToEnd;
  private final BooleanSupplier notWanted;
  private boolean begun;
  private boolean asking;
  private int answered;

  /**
   * @param knownToEnd whether the decoder itself knows that it has seen the end
   * @param notWanted whether nobody waits for the answer any more
   */
  CompressedEnd(BooleanSupplier knownToEnd, BooleanSupplier notWanted) {
    this.knownToEnd = knownToEnd;
    this.notWanted = notWanted;
  }

  private static byte[] gzip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** What stands before the decoder. */
  ChannelInboundHandler before() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object part) {
        begun = true;
        context.fireChannelRead(part);
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        // An answer without content, as to a HEAD, is none that was cut off.
        if (begun && !notWanted.getAsBoolean() && !knownToEnd.getAsBoolean()) {
          askForMore(context);
        }
        context.fireChannelInactive();
      }
    };
  }

  private void askForMore(ChannelHandlerContext context) {
    asking = true;
    context.fireChannelRead(Unpooled.wrappedBuffer(ONE_MORE));
    if (answered != 1) {
      context.fireExceptionCaught(new DecompressionException("the content was cut off"));
    }
  }

  /** What stands behind the decoder. */
  ChannelInboundHandler after() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object part) {
        if (asking) {
          answered += ((ByteBuf) part).readableBytes();
          ReferenceCountUtil.release(part);
        } else {
          context.fireChannelRead(part);
        }
      }
    };
  }
}
