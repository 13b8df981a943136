package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.StepFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** Calls over TLS, to servers whose certificate only this JVM's trust store may know. */
class HttpsTest {
  @TempDir private static Path folder;
  private static Certificate certificate;
  private static Hub hub;
  private static DisposableServer both;
  private static DisposableServer old;

  @BeforeAll
  static void open() throws Exception {
    certificate = Certificate.make(folder);
    hub = new Hub(Transport.best());
    GenericSslContextSpec<?> h2 = Http2SslContextSpec.forServer(certificate.keys());
    GenericSslContextSpec<?> http11 = Http11SslContextSpec.forServer(certificate.keys());
    both =
        server()
            .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
            .secure(tls -> tls.sslContext(h2))
            .bindNow();
    old = server().secure(tls -> tls.sslContext(http11)).bindNow();
  }

  private static HttpServer server() {
    return HttpServer.create()
        .host("127.0.0.1")
        .handle(
            (request, response) -> response.sendString(Mono.just("\"" + request.version() + "\"")));
  }

  @AfterAll
  static void close() {
    both.disposeNow();
    old.disposeNow();
    hub.close();
  }

  private static StepFixture backend(String host, DisposableServer server, boolean http2) {
    return new StepFixture(
        "{kind: http, url: \"https://%s:%d\", http2: %s, timeout: 9s}"
            .formatted(host, server.port(), http2),
        hub,
        HttpBackend::new);
  }

  /** As the operator trusts a CA of his own: by the JVM's settings. */
  private static StepFixture trusting(String host, DisposableServer server, boolean http2) {
    return certificate.trusted(() -> backend(host, server, http2));
  }

  @ParameterizedTest
  @CsvSource({"true, true, HTTP/2.0", "true, false, HTTP/1.1", "false, true, HTTP/1.1"})
  void aCallGoesOverHttp2WhereBothSidesSpeakIt(boolean declared, boolean spoken, String version) {
    try (var backend = trusting("localhost", spoken ? both : old, declared)) {
      assertThat(backend.run("get: /"))
          .hasValueSatisfying(it -> assertThat(it.text()).isEqualTo(version));
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aCertificateThatNobodySignedIsRefused(boolean http2) {
    try (var backend = backend("localhost", both, http2)) {
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /"))))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "TLS failed"));
    }
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsRefused() {
    try (var backend = trusting("127.0.0.1", both, true)) {
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /"))))
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "TLS failed"));
    }
  }
}
