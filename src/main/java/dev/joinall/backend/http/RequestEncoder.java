package dev.joinall.backend.http;

import dev.joinall.backend.http.client.Exchange;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/** Reports to the exchange when its request starts, and when it was sent completely. */
final class RequestEncoder extends HttpRequestEncoder {
  private final Exchange exchange;

  RequestEncoder(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void write(ChannelHandlerContext context, Object part, ChannelPromise promise)
      throws Exception {
    if (part instanceof HttpRequest request) {
      if (!exchange.isIdle()) {
        ReferenceCountUtil.release(part);
        promise.setFailure(new ClosedChannelException());
        return;
      }
      exchange.begin(request.method());
    }
    super.write(context, part, part instanceof LastHttpContent ? last(promise) : promise);
  }

  private ChannelPromise last(ChannelPromise promise) {
    return promise
        .unvoid()
        .addListener(written -> {
          if (written.isSuccess()) {
            exchange.sent();
          }
        });
  }
}
