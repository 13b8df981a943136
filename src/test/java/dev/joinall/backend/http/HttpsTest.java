package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
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

/** Calls over TLS, to servers whose certificates only this JVM's trust store may contain. */
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
        .compress(true)
        .handle(
            (request, response) -> response.sendString(Mono.just("\"" + request.version() + "\"")));
  }

  @AfterAll
  static void close() {
    both.disposeNow();
    old.disposeNow();
    hub.close();
  }

  private static StepFixture backend(String host, int port, boolean http2) {
    return new StepFixture(
        "{kind: http, url: \"https://%s:%d\", http2: %s, timeout: 9s}".formatted(host, port, http2),
        hub,
        new HttpKind()::open);
  }

  /** Trusts a private CA by the JVM's settings, as operators do. */
  private static StepFixture trusting(String host, int port, boolean http2) {
    return certificate.trusted(() -> backend(host, port, http2));
  }

  @ParameterizedTest
  @CsvSource({"true, true, HTTP/2.0", "true, false, HTTP/1.1", "false, true, HTTP/1.1"})
  void aCallGoesOverHttp2WhereBothSidesSpeakIt(boolean declared, boolean spoken, String version) {
    try (var backend = trusting("localhost", (spoken ? both : old).port(), declared)) {
      assertThat(backend.run("get: /"))
          .hasValueSatisfying(it -> assertThat(it.text()).isEqualTo(version));
    }
  }

  /** Twice: the second answer has the same head. */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void aCompressedAnswerIsReadOverEachVersion(boolean declared, boolean spoken) {
    int port = (spoken ? both : old).port();
    String yaml =
        "{kind: http, url: \"https://localhost:%d\", http2: %s, compress: true, timeout: 9s}"
            .formatted(port, declared);
    try (var backend =
        certificate.trusted(() -> new StepFixture(yaml, hub, new HttpKind()::open))) {
      for (int i = 0; i < 2; i++) {
        assertThat(backend.run("get: /"))
            .hasValueSatisfying(it -> assertThat(it.text()).startsWith("HTTP/"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aCertificateThatNobodySignedIsRefused(boolean http2) {
    try (var backend = backend("localhost", both.port(), http2)) {
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /"))))
          .isEqualTo(
              Fault.of(
                  Fault.Type.UNAVAILABLE,
                  "TLS failed: the certificate is not signed by a trusted CA"));
    }
  }

  @Test
  void aTrustedCertificateOfAnotherHostIsRefused() {
    try (var backend = trusting("127.0.0.1", both.port(), true)) {
      assertThat(Fault.of(catchThrowable(() -> backend.run("get: /"))))
          .isEqualTo(
              Fault.of(
                  Fault.Type.UNAVAILABLE,
                  "TLS failed: the certificate does not match the host name"));
    }
  }

  /**
   * Anybody on the network can end a connection; over TLS only the server can send close_notify.
   */
  @ParameterizedTest
  @CsvSource({"true, 1", "false, MALFORMED"})
  void anAnswerThatEndsWithItsConnectionIsWholeWhereTheServerSaysSo(
      boolean notified, String outcome) throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var backend = trusting("localhost", server.getLocalPort(), false)) {
      Thread.ofVirtual().start(() -> untilClosed(server, notified));
      assertThat(outcome(backend)).isEqualTo(outcome);
    }
  }

  private static String outcome(StepFixture backend) {
    try {
      return backend.run("get: /").orElseThrow().toString();
    } catch (RuntimeException e) {
      return Fault.of(e).type().name();
    }
  }

  /** The server says that it sends no more, and leaves the connection open. */
  @Test
  void aConnectionIsNotUsedAfterCloseNotify() throws IOException {
    try (var server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        var backend = trusting("localhost", server.getLocalPort(), false)) {
      for (int i = 0; i < 3; i++) {
        Thread.ofVirtual().start(() -> answerOnce(server, "\r\nContent-Length: 1", true));
        assertThat(outcome(backend)).isEqualTo("1");
      }
    }
  }

  private static void untilClosed(ServerSocket server, boolean notified) {
    answerOnce(server, "", notified);
  }

  private static void answerOnce(ServerSocket server, String headers, boolean notified) {
    try (var plain = server.accept()) {
      var context = SSLContext.getInstance("TLS");
      context.init(certificate.keys().getKeyManagers(), null, null);
      Socket tls =
          context.getSocketFactory().createSocket(plain, InputStream.nullInputStream(), false);
      var request = new BufferedReader(new InputStreamReader(tls.getInputStream(), ISO_8859_1));
      while (!request.readLine().isEmpty()) {}
      RawHttp.send(tls, "HTTP/1.1 200 OK" + headers, "1".getBytes(ISO_8859_1));
      if (notified) {
        tls.close(); // sends close_notify, and leaves the connection open
        plain.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
