package dev.joinall.backend;

import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Creates TLS handlers for pipelines of Netty. */
public final class TlsHandlers {
  private TlsHandlers() {}

  /**
   * Creates the handler of one connection.
   *
   * @param context from {@link EventLoops#tls}
   * @param timeout of the handshake
   */
  public static SslHandler of(SSLContext context, String host, int port, Duration timeout) {
    var handler = new SslHandler(context.createSSLEngine(host, port));
    handler.setHandshakeTimeoutMillis(timeout.toMillis());
    return handler;
  }
}
