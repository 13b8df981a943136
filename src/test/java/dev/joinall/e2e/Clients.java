package dev.joinall.e2e;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/** Clients of a server, each with a connection of its own. */
final class Clients {
  private Clients() {}

  static HttpClient of(Protocol protocol, String url) {
    HttpClient client = HttpClient.create(ConnectionProvider.newConnection());
    String secure = url.replace("http://", "https://");
    return switch (protocol) {
      case HTTP1 -> client.baseUrl(url);
      case HTTP2 -> client.baseUrl(url).protocol(HttpProtocol.H2C);
      case HTTP1_TLS -> client.baseUrl(secure).secure(it -> it.sslContext(http1()));
      case HTTP2_TLS ->
          client.baseUrl(secure).protocol(HttpProtocol.H2).secure(it -> it.sslContext(http2()));
    };
  }

  private static SslProvider.GenericSslContextSpec<?> http1() {
    return Http11SslContextSpec.forClient()
        .configure(tls -> tls.trustManager(InsecureTrustManagerFactory.INSTANCE));
  }

  private static SslProvider.GenericSslContextSpec<?> http2() {
    return Http2SslContextSpec.forClient()
        .configure(tls -> tls.trustManager(InsecureTrustManagerFactory.INSTANCE));
  }
}
