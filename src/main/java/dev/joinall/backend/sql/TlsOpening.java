package dev.joinall.backend.sql;

import dev.joinall.backend.TlsHandlers;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How connections begin TLS.
 *
 * @param direct whether TLS begins with the first byte; else the client requests it first, as
 *     PostgreSQL's protocol defines
 * @param protocol for ALPN; may be empty
 */
record TlsOpening(
    SSLContext context, String host, int port, Duration timeout, boolean direct, String protocol) {
  /**
   * Adds the handlers to a new channel.
   *
   * @param failed gets the reason if TLS fails
   */
  void addTo(Channel channel, Consumer<Throwable> failed) {
    channel.pipeline().addFirst(new TlsNegotiation(this, failed));
  }

  SslHandler handler() {
    SslHandler handler = TlsHandlers.of(context, host, port, timeout);
    if (!protocol.isEmpty()) {
      SSLParameters parameters = handler.engine().getSSLParameters();
      parameters.setApplicationProtocols(new String[] {protocol});
      handler.engine().setSSLParameters(parameters);
    }
    return handler;
  }
}
