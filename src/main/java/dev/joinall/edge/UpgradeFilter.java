package dev.joinall.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Answers a request with a body by the version of HTTP that it came with, whatever it would like to
 * change to (RFC 9110, section 7.8): the server would have to hold the body for it, and refuses to.
 */
final class UpgradeFilter extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && hasBody(request)) {
      request.headers().remove(HttpHeaderNames.UPGRADE);
    }
    context.fireChannelRead(message);
  }

  private static boolean hasBody(HttpRequest request) {
    return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
            && HttpUtil.getContentLength(request, 1L) != 0);
  }
}
