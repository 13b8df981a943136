package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The certificate of a client. */
public final class ClientCertificate {
  private ClientCertificate() {}

  /**
   * The verified certificate of a connection over TLS.
   *
   * @param exchange a connection, or a stream of HTTP/2
   * @return empty if the client has presented none
   */
  public static Optional<X509Certificate> of(Channel exchange) {
    Channel connection = exchange instanceof Http2StreamChannel ? exchange.parent() : exchange;
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls == null) {
      return Optional.empty();
    }
    try {
      return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate client
          ? Optional.of(client)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
