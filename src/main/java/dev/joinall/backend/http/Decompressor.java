package dev.joinall.backend.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.ZlibDecoder;
import io.netty.handler.codec.http.HttpContentDecompressor;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * As Netty's own, but a compressed stream that ends too soon is an error, and not an answer: half
 * of a text can't be told from a whole one.
 */
final class Decompressor extends HttpContentDecompressor {
  private boolean gone;

  private Decompressor() {
    super(false, 0);
  }

  /** Takes the place of the client's own, where there is one. */
  static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.HttpDecompressor) instanceof HttpContentDecompressor theirs
        && !(theirs instanceof Decompressor)) {
      pipeline.replace(theirs, NettyPipeline.HttpDecompressor, new Decompressor());
    }
  }

  @Override
  protected @Nullable EmbeddedChannel newContentDecoder(String encoding) throws Exception {
    EmbeddedChannel channel = super.newContentDecoder(encoding);
    ZlibDecoder zlib = channel == null ? null : channel.pipeline().get(ZlibDecoder.class);
    if (zlib != null) {
      var end = new CompressedEnd(zlib::isClosed, () -> gone);
      channel.pipeline().addFirst(end.before()).addLast(end.after());
    }
    return channel;
  }

  /** The rest of an answer that nobody waits for does not matter. */
  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    gone = true;
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) throws Exception {
    gone = true;
    super.handlerRemoved(context);
  }
}
