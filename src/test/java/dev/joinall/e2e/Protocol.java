package dev.joinall.e2e;

import dev.joinall.testing.Certificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/** The protocols of clients. */
enum Protocol {
  HTTP1,
  HTTP1_TLS,
  HTTP2,
  HTTP2_TLS;

  boolean isEncrypted() {
    return this == HTTP1_TLS || this == HTTP2_TLS;
  }

  /** Configures the server for this protocol. */
  HttpServer on(HttpServer server, Certificate certificate) {
    return switch (this) {
      case HTTP1 -> server;
      case HTTP1_TLS -> {
        SslProvider.GenericSslContextSpec<?> tls =
            Http11SslContextSpec.forServer(keys(certificate));
        yield server.secure(it -> it.sslContext(tls));
      }
      case HTTP2 -> server.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11);
      case HTTP2_TLS -> {
        SslProvider.GenericSslContextSpec<?> tls = Http2SslContextSpec.forServer(keys(certificate));
        yield server
            .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .secure(it -> it.sslContext(tls));
      }
    };
  }

  private static KeyManagerFactory keys(Certificate certificate) {
    try {
      return certificate.keys();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
