package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.TestAuthority;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** TLS of the server's own, by a bundle of Spring, and callers with certificates. */
class TlsServerTest {
  private static final String FILE =
      """
      security:
        callers:
          batch: { mtls: { subjects: ["CN=batch"], scopes: [orders:read] } }
          named: { mtls: { subjects: ["DNS:named.internal"] } }
          partner: { api-key: { keys: { acme: { sha256: "%s" } } } }
      aggregations:
        orders:
          route: GET /orders
          allow: [{ caller: batch, scopes: [orders:read] }, { caller: partner }]
          tasks: { who: { value: "${caller.id}" }, subject: { value: "${caller.claims}" } }
        names:
          route: GET /names
          allow: [{ caller: named }]
          tasks: { who: { value: "${caller.id}" } }
      """
          .formatted("fcf730b6d95236ecd3c9fc2d92d7b6b2bb061514961aec041d6c7a7192f592e4");

  private static final TestAuthority AUTHORITY = new TestAuthority("ours");

  @TempDir static Path folder;
  private static ConfigurableApplicationContext server;

  @BeforeAll
  static void start() throws IOException {
    var own = AUTHORITY.issue("server", "localhost", "127.0.0.1");
    Path file = Files.writeString(folder.resolve("joinall.yaml"), FILE);
    String pem = "--spring.ssl.bundle.pem.web.";
    server =
        Application.start(
            Map.of(),
            file,
            "--server.port=0",
            "--management.server.port=0",
            "--management.server.ssl.enabled=false",
            "--server.ssl.bundle=web",
            "--server.ssl.client-auth=want",
            "--server.http2.enabled=true",
            "--joinall.limits.head-time=1s",
            "--spring.ssl.bundle.watch.file.quiet-period=100ms",
            pem + "reload-on-update=true",
            pem + "keystore.certificate=file:" + own.certificate(folder.resolve("server.pem")),
            pem + "keystore.private-key=file:" + own.key(folder.resolve("server.key")),
            pem + "truststore.certificate=file:" + AUTHORITY.write(folder.resolve("ca.pem")));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static int port(String name) {
    return Integer.parseInt(server.getEnvironment().getRequiredProperty("local." + name + ".port"));
  }

  @Test
  void aCallerIsKnownByTheSubjectOfItsCertificate() throws Exception {
    for (Version version : Version.values()) {
      HttpResponse<String> answer = get("/orders", version, AUTHORITY.issue("batch", "x"), "");
      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.body())
          .contains(
              "{\"who\":\"CN=batch\",\"subject\":{\"subject\":\"CN=batch\",\"issuer\":\"CN=ours\"");
    }
  }

  @Test
  void aCallerIsKnownByAnAlternativeName() throws Exception {
    var certificate = AUTHORITY.issue("any", "named.internal");
    assertThat(get("/names", Version.HTTP_2, certificate, "").body())
        .isEqualTo("{\"who\":\"DNS:named.internal\"}");
    assertThat(get("/orders", Version.HTTP_2, certificate, "").statusCode()).isEqualTo(403);
  }

  @Test
  void aCertificateWithoutACallerIsNoCredential() throws Exception {
    HttpResponse<String> answer =
        get("/orders", Version.HTTP_1_1, AUTHORITY.issue("other", "batch"), "");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("ApiKey, ClientCertificate");
    assertThat(get("/orders", Version.HTTP_2, null, "").statusCode()).isEqualTo(401);
  }

  @Test
  void aCredentialInAHeaderCountsBeforeTheCertificate() throws Exception {
    var certificate = AUTHORITY.issue("batch", "x");
    assertThat(get("/orders", Version.HTTP_2, certificate, "secret123").body())
        .contains("\"who\":\"acme\"");
    assertThat(get("/orders", Version.HTTP_2, certificate, "wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void aCertificateOfAnotherAuthorityEndsTheHandshake() {
    var foreign = new TestAuthority("others").issue("batch", "x");
    assertThatThrownBy(() -> get("/orders", Version.HTTP_1_1, foreign, ""))
        .isInstanceOf(IOException.class);
  }

  @Test
  void answersOverTlsHaveTheSecurityHeaders() throws Exception {
    for (Version version : Version.values()) {
      HttpResponse<String> answer = get("/orders", version, null, "");
      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }
  }

  @Test
  void aHandshakeThatDoesNotGoOnIsEnded() throws Exception {
    assertThat(endOf(port("server"), new byte[0])).isLessThan(Duration.ofSeconds(5));
    // A whole ClientHello; the client does not answer the server's.
    assertThat(endOf(port("server"), hello())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aSlowClientOfTheManagementIsEndedAsWell() throws Exception {
    assertThat(
            endOf(
                port("management"),
                "GET /actuator/health HTTP/1.1\r\nHost: x".getBytes(StandardCharsets.UTF_8)))
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aNewCertificateIsServedWithoutARestart() throws Exception {
    var next = AUTHORITY.issue("server", "localhost", "127.0.0.1");
    next.key(folder.resolve("server.key"));
    next.certificate(folder.resolve("server.pem"));

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> serial().equals(next.certificate().getSerialNumber()));
  }

  private static BigInteger serial() throws Exception {
    try (var socket =
        (SSLSocket)
            tls(null)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port("server"))) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  /** Until the server closes the connection. */
  private static Duration endOf(int port, byte[] sent) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(sent);
      long began = System.nanoTime();
      try {
        while (socket.getInputStream().read() >= 0) {
          // the server's part of the handshake, or its answer
        }
      } catch (java.net.SocketException reset) {
        // ended
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  private static byte[] hello() throws Exception {
    var engine = tls(null).createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    engine.beginHandshake();
    var out = java.nio.ByteBuffer.allocate(64 << 10);
    var _ = engine.wrap(java.nio.ByteBuffer.allocate(0), out);
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static HttpResponse<String> get(
      String path, Version version, TestAuthority.Issued certificate, String key) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(tls(certificate)).build()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
              URI.create("https://localhost:%d%s".formatted(port("server"), path)));
      if (!key.isEmpty()) {
        request.header("X-API-Key", key);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static SSLContext tls(TestAuthority.Issued certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", AUTHORITY.certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManager[] keys = {};
    if (certificate != null) {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "own", certificate.key(), new char[0], new Certificate[] {certificate.certificate()});
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(own, new char[0]);
      keys = new KeyManager[] {new Always((X509ExtendedKeyManager) factory.getKeyManagers()[0])};
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  /** Sends its certificate also to a server that does not ask for one of its authority. */
  private static final class Always extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;

    Always(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return "own";
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "own";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return keys.getClientAliases(type, issuers);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return keys.getServerAliases(type, issuers);
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return keys.chooseServerAlias(type, issuers, socket);
    }
  }
}
