package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.TestAuthority;
import dev.joinall.testing.TestAuthority.Issued;
import dev.joinall.testing.TestLimits;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Tokens that are bound to the certificate of a client (RFC 8705). */
class CertificateBoundTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("ours");

  private final TestIssuer issuer = new TestIssuer();
  private final Issued own = AUTHORITY.issue("batch", "batch.test");
  private TestServer server;

  @BeforeEach
  void start() throws SSLException {
    Issued its = AUTHORITY.issue("server", "localhost");
    SslContext tls =
        SslContextBuilder.forServer(its.key(), its.certificate())
            .trustManager(AUTHORITY.certificate())
            .clientAuth(ClientAuth.OPTIONAL)
            .build();
    server =
        TestServer.serve(
            """
            security:
              callers: { app: { jwt: { issuer: "%s", audience: shop } } }
            aggregations:
              page:
                route: GET /page
                allow: [{ caller: app }]
                tasks: { who: { value: "${caller.id}" } }
            """
                .formatted(issuer.url()),
            Map.of(),
            TestLimits.with(),
            it -> it.secure(secured -> secured.sslContext(tls)));
  }

  @AfterEach
  void close() {
    server.close();
    issuer.close();
  }

  private static String thumbprint(Issued certificate) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(certificate.certificate().getEncoded());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  private String token(Map<String, String> confirmation) {
    return issuer.token(issuer.key, it -> it.claim("cnf", confirmation));
  }

  private String answer(String token, @Nullable Issued certificate) throws SSLException {
    var tls = SslContextBuilder.forClient().trustManager(AUTHORITY.certificate());
    SslContext context =
        (certificate == null ? tls : tls.keyManager(certificate.key(), certificate.certificate()))
            .build();
    return HttpClient.create(ConnectionProvider.newConnection())
        .secure(it -> it.sslContext(context))
        .headers(it -> it.set("Authorization", "Bearer " + token))
        .get()
        .uri("https://localhost:" + URI.create(server.url()).getPort() + "/page")
        .responseSingle((response, body) ->
            body.asString().defaultIfEmpty("").map(it -> response.status().code() + " " + it))
        .block();
  }

  @Test
  void itsOwnerMayUseIt() throws Exception {
    String token = token(Map.of("x5t#S256", thumbprint(own)));

    assertThat(answer(token, own)).isEqualTo("200 {\"who\":\"u1\"}");
    assertThat(answer(token, own)).isEqualTo("200 {\"who\":\"u1\"}"); // seen before
  }

  @Test
  void otherCallersMayNotUseIt() throws Exception {
    String token = token(Map.of("x5t#S256", thumbprint(own)));
    assertThat(answer(token, own)).startsWith("200"); // and is remembered

    assertThat(answer(token, null)).startsWith("401").contains("bound to a certificate");
    assertThat(answer(token, AUTHORITY.issue("batch", "batch.test"))).startsWith("401");
  }

  @Test
  void aTokenThatIsBoundToNothingNeedsNoCertificate() throws Exception {
    assertThat(answer(issuer.token(), null)).startsWith("200");
    assertThat(answer(issuer.token(), own)).startsWith("200");
  }

  @Test
  void tokensBoundToAnythingElseAreRefused() throws Exception {
    Map<String, String> both = new HashMap<>(Map.of("x5t#S256", thumbprint(own)));
    both.put("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");

    assertThat(answer(token(both), own)).startsWith("401");
    both.remove("jkt");
    both.put("kid", "k1");
    assertThat(answer(token(both), own)).startsWith("401");
    assertThat(answer(token(Map.of("x5t", thumbprint(own))), own)).startsWith("401");
    assertThat(answer(token(Map.of()), own)).startsWith("401");
    assertThat(answer(token(Map.of("x5t#S256", "")), own)).startsWith("401");
  }
}
