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
 * Detects whether a compressed stream was decompressed to its end. Netty's decoder does not report
 * it: gzip may be several streams in a row, and the decoder waits for the next one. So this class
 * appends one known stream; the original was complete if exactly the content of that stream is
 * decoded. For one response.
 */
final class CompressedEnd {
  private static final byte[] ONE_MORE = gzip(new byte[] {42});

  private final BooleanSupplier knownToEnd;
  private final BooleanSupplier notWanted;
  private boolean begun;
  private boolean asking;
  private int answered;

  /**
   * @param knownToEnd whether the decoder itself reports the end
   * @param notWanted whether the caller has cancelled
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

  /** The handler in front of the decoder. */
  ChannelInboundHandler before() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object part) {
        begun = true;
        context.fireChannelRead(part);
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        // A response without content, such as to HEAD, is not truncated.
        if (begun && !notWanted.getAsBoolean() && !knownToEnd.getAsBoolean()) {
          requestMore(context);
        }
        context.fireChannelInactive();
      }
    };
  }

  private void requestMore(ChannelHandlerContext context) {
    asking = true;
    context.fireChannelRead(Unpooled.wrappedBuffer(ONE_MORE));
    if (answered != 1) {
      context.fireExceptionCaught(new DecompressionException("the content was truncated"));
    }
  }

  /** The handler behind the decoder. */
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
