package dev.joinall.backend.http;

import dev.joinall.backend.http.client.Exchange;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Inspects the frames of one HTTP/2 stream. Skips informational responses (1xx), up to a limit.
 * Rejects a 101 (RFC 9113, 8.6) and an informational response that ends the stream (8.1). Records
 * whether the server declared that it did not process the request (6.8, 8.7). Used on the
 * connection's event loop only.
 */
final class ResponseFrames extends ChannelInboundHandlerAdapter {
  private static final String NAME = "joinall.response-frames";

  private int skipped;
  private boolean received;
  private boolean unprocessed;

  private ResponseFrames() {}

  static void install(Channel channel) {
    var pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.H2ToHttp11Codec) != null && pipeline.get(NAME) == null) {
      pipeline.addBefore(NettyPipeline.H2ToHttp11Codec, NAME, new ResponseFrames());
    }
  }

  /** Null if the channel is not a stream of HTTP/2. */
  static @Nullable ResponseFrames of(Channel channel) {
    return channel.pipeline().get(ResponseFrames.class);
  }

  /** Whether a frame of the response has arrived. */
  boolean isReceived() {
    return received;
  }

  boolean isUnprocessed() {
    return unprocessed;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    received = true;
    if (!(frame instanceof Http2HeadersFrame head) || !isInformational(head)) {
      context.fireChannelRead(frame);
      return;
    }
    skipped++;
    if (head.isEndStream()
        || skipped > Exchange.MAX_INFORMATIONAL
        || "101".contentEquals(head.headers().status())) {
      context.fireExceptionCaught(new DecoderException("an informational answer out of place"));
      var _ = context.close();
    } else if (!context.channel().config().isAutoRead()) {
      context.read();
    }
  }

  private static boolean isInformational(Http2HeadersFrame head) {
    CharSequence status = head.headers().status();
    return status != null && status.length() == 3 && status.charAt(0) == '1';
  }

  /** Netty passes a GOAWAY only to the streams after the last processed one. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    unprocessed |=
        event instanceof Http2GoAwayFrame
            || (event instanceof Http2ResetFrame reset
                && reset.errorCode() == Http2Error.REFUSED_STREAM.code());
    context.fireUserEventTriggered(event);
  }
}
