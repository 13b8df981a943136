package dev.joinall.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Ignores the upgrade of a request that has a body (RFC 9110, section 7.8): the server would have
 * to buffer the body, and refuses to.
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
