package dev.joinall.backend.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import reactor.netty.NettyPipeline;

/**
 * Skips the informational responses (1xx) of one HTTP/2 stream, up to a limit. Rejects a 101 (RFC
 * 9113, 8.6) and one that ends the stream (8.1).
 */
final class InformationalFrames extends ChannelInboundHandlerAdapter {
  private static final String NAME = "joinall.informational";

  private int skipped;

  private InformationalFrames() {}

  static void install(Channel channel) {
    var pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.H2ToHttp11Codec) != null && pipeline.get(NAME) == null) {
      pipeline.addBefore(NettyPipeline.H2ToHttp11Codec, NAME, new InformationalFrames());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
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
}
