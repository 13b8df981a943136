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
 * Netty's decompressor, except that a truncated stream is an error: half of a text looks like a
 * complete one.
 */
final class Decompressor extends HttpContentDecompressor {
  private boolean removed;

  private Decompressor() {
    super(false, 0);
  }

  /** Replaces the client's own decompressor, if there is one. */
  static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NettyPipeline.HttpDecompressor) instanceof HttpContentDecompressor existing
        && !(existing instanceof Decompressor)) {
      pipeline.replace(existing, NettyPipeline.HttpDecompressor, new Decompressor());
    }
  }

  @Override
  protected @Nullable EmbeddedChannel newContentDecoder(String encoding) throws Exception {
    EmbeddedChannel channel = super.newContentDecoder(encoding);
    ZlibDecoder zlib = channel == null ? null : channel.pipeline().get(ZlibDecoder.class);
    if (zlib != null) {
      var end = new CompressedEnd(zlib::isClosed, () -> removed);
      channel.pipeline().addFirst(end.before()).addLast(end.after());
    }
    return channel;
  }

  /** Ignores the rest of a cancelled response. */
  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    removed = true;
    super.channelInactive(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) throws Exception {
    removed = true;
    super.handlerRemoved(context);
  }
}
