package dev.joinall.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.function.BooleanSupplier;

/**
 * Ignores the upgrade of a request (RFC 9110, section 7.8) that has a body, which the server would
 * have to buffer, or that was sent before the answers to earlier ones: the connection would change
 * its protocol before these answers.
 */
final class UpgradeFilter extends ChannelInboundHandlerAdapter {
  private final BooleanSupplier answering;

  /**
   * @param answering whether earlier requests are not answered yet
   */
  UpgradeFilter(BooleanSupplier answering) {
    this.answering = answering;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && (hasBody(request) || answering.getAsBoolean())) {
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
