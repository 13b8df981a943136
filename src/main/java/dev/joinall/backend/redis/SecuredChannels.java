package dev.joinall.backend.redis;

import dev.joinall.backend.TlsHandlers;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Adds TLS to the connections. Lettuce would create a context for each of them, on an event loop,
 * and could not use changed files.
 */
record SecuredChannels(SSLContext context, Duration timeout) implements NettyCustomizer {
  @Override
  public void afterChannelInitialized(Channel channel) {
    RedisDial dial = channel.attr(RedisDial.KEY).get();
    SslHandler handler =
        TlsHandlers.of(context, dial.server().host(), dial.server().port(), timeout);
    channel.pipeline().addFirst(handler);
    handler
        .handshakeFuture()
        .addListener(done -> {
          if (!done.isSuccess()) {
            dial.refused(done.cause());
          }
        });
  }
}
