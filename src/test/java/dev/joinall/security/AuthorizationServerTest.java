package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.joinall.TestServer;
import dev.joinall.json.Json;
import dev.joinall.testing.ScriptedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers and tokens for backends with a real OpenID provider. */
class AuthorizationServerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ScriptedHttp api = ScriptedHttp.start();
  @TempDir private static Path folder;
  private static SpringAuthorizationServer issuer;
  private TestServer server;

  @BeforeAll
  static void startIssuer() {
    issuer = new SpringAuthorizationServer(folder);
  }

  @AfterAll
  static void closeIssuer() {
    issuer.close();
  }

  @BeforeEach
  void start() {
    api.on("GET", "/stock").body("1");
    server =
        TestServer.serve(
            """
            security:
              callers:
                app: { jwt: { issuer: "%1$s", audience: shop } }
                opaque:
                  introspection:
                    url: "%1$s/oauth2/introspect"
                    client: { id: gateway, secret: s-gateway }
            backends:
              own:
                kind: http
                url: "%2$s"
                timeout: 10s
                auth:
                  oauth2:
                    token-url: "%1$s/oauth2/token"
                    client-id: gateway
                    client-secret: s-gateway
                    scopes: [stock:read]
              caller:
                kind: http
                url: "%2$s"
                timeout: 10s
                auth:
                  oauth2:
                    token-url: "%1$s/oauth2/token"
                    client-id: gateway
                    client-secret: s-gateway
                    exchange: caller
            aggregations:
              who:
                route: GET /who
                deadline: 20s
                allow:
                  - { caller: app, scopes: [orders:read] }
                  - { caller: opaque, scopes: [orders:read] }
                tasks: { id: { value: "${caller.id}" }, group: { value: "${caller.claims.iss}" } }
              stock:
                route: GET /stock
                deadline: 20s
                allow: anyone
                tasks: { a: { backend: own, get: /stock } }
              mine:
                route: GET /mine
                deadline: 20s
                allow: [{ caller: app }]
                tasks: { a: { backend: caller, get: /stock } }
            """
                .formatted(issuer.url(), api.url()),
            Map.of());
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
    client.close();
  }

  private HttpResponse<String> ask(String path, String token)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String client, Map<String, String> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    String login = client + ":s-" + client;
    return this.client.send(
        HttpRequest.newBuilder(URI.create(issuer.url() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** By client credentials. */
  private String token(String client, String scope) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post("/oauth2/token", client, Map.of("grant_type", "client_credentials", "scope", scope));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body().getBytes(UTF_8)).get("access_token").text();
  }

  @Test
  void tokensOfEachAlgorithmAreAccepted() throws Exception {
    for (String algorithm : SpringAuthorizationServer.ALGORITHMS) {
      String token = token(algorithm, "orders:read");
      assertThat(SignedJWT.parse(token).getHeader().getAlgorithm().getName())
          .isEqualToIgnoringCase(algorithm);

      HttpResponse<String> answer = ask("/who", token);
      assertThat(answer.statusCode()).as(algorithm).isEqualTo(200);
      assertThat(answer.body()).contains("\"id\":\"" + algorithm + "\"");
    }
  }

  @Test
  void aTokenWithAnotherScopeMayNot() throws Exception {
    HttpResponse<String> answer = ask("/who", token("rs256", "stock:read"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("insufficient_scope");
  }

  @Test
  void afterARotationOldAndNewTokensAreAccepted() throws Exception {
    String old = token("ps256", "orders:read");
    assertThat(ask("/who", old).statusCode()).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      issuer.rotate();
      assertThat(ask("/who", token("ps256", "orders:read")).statusCode()).isEqualTo(200);
      assertThat(ask("/who", token("es256", "orders:read")).statusCode()).isEqualTo(200);
    }
    assertThat(ask("/who", old).statusCode()).isEqualTo(200);
  }

  @Test
  void anOpaqueTokenIsKnownByItsIssuer() throws Exception {
    String token = token("opaque", "orders:read");
    assertThat(token).doesNotContain(".");

    HttpResponse<String> answer = ask("/who", token);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"id\":\"opaque\"");
    assertThat(ask("/who", "invented").statusCode()).isEqualTo(401);
  }

  @Test
  void aRevokedOpaqueTokenIsRefused() throws Exception {
    String token = token("opaque", "orders:read");
    assertThat(post("/oauth2/revoke", "opaque", Map.of("token", token)).statusCode())
        .isEqualTo(200);

    assertThat(ask("/who", token).statusCode()).isEqualTo(401);
  }

  @Test
  void aBackendGetsATokenOfThisServer() throws Exception {
    assertThat(ask("/stock", "none").statusCode()).isEqualTo(200);

    JWTClaimsSet claims = sent();
    assertThat(claims.getSubject()).isEqualTo("gateway");
    assertThat(claims.getStringListClaim("scope")).containsExactly("stock:read");
    assertThat(claims.getIssuer()).isEqualTo(issuer.url());
  }

  @Test
  void aBackendGetsATokenInExchangeForThatOfTheCaller() throws Exception {
    String token = issuer.tokenOf("ann");
    HttpResponse<String> answer = ask("/mine", token);

    assertThat(answer.body()).isEqualTo("{\"a\":1}");
    assertThat(calls()).hasSize(1);
    assertThat(sent().getSubject()).isEqualTo("ann");
    assertThat(calls().getFirst().headers()).doesNotContainValue("Bearer " + token);
  }

  /** A client without a user has nothing that could be exchanged. */
  @Test
  void aTokenThatTheServerDoesNotExchangeIsAFaultOfTheTaskWithItsCode() throws Exception {
    HttpResponse<String> answer = ask("/mine", token("rs256", "orders:read"));

    assertThat(answer.body())
        .isEqualTo("{\"a\":null,\"errors\":[{\"task\":\"a\",\"fault\":\"status\"}]}");
    assertThat(calls()).isEmpty();
  }

  /** Without those of the health check. */
  private List<ScriptedHttp.Asked> calls() {
    return api.asked().stream().filter(it -> it.method().equals("GET")).toList();
  }

  private JWTClaimsSet sent() throws Exception {
    String sent =
        calls().getFirst().headers().entrySet().stream()
            .filter(it -> it.getKey().equalsIgnoreCase("Authorization"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertThat(sent).startsWith("Bearer ");
    return SignedJWT.parse(sent.substring("Bearer ".length())).getJWTClaimsSet();
  }
}
