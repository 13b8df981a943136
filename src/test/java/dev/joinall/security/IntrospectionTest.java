package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.joinall.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that only their issuer can read. */
class IntrospectionTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer issuer;
  private TestServer server;
  private volatile int status = 200;
  private volatile String authorization = "";

  @BeforeEach
  void serve() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    issuer.createContext(
        "/introspect",
        exchange -> {
          asked.incrementAndGet();
          authorization = exchange.getRequestHeaders().getFirst("Authorization");
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          byte[] answer = answer(body).getBytes(UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    issuer.start();
    server =
        TestServer.serve(
            """
            security:
              callers:
                opaque:
                  introspection:
                    url: "http://127.0.0.1:%d/introspect"
                    client: { id: shop, secret: "${env.SECRET}" }
                    audience: shop
            aggregations:
              me:
                route: GET /me
                allow: [{ caller: opaque, scopes: [read], when: "${caller.claims.tenant == 't1'}" }]
                tasks: { who: { value: "${caller.id}" } }
            """
                .formatted(issuer.getAddress().getPort()),
            Map.of("SECRET", "s3cret"));
  }

  private static String answer(String body) {
    long later = Instant.now().getEpochSecond() + 60;
    return switch (body.substring(body.lastIndexOf('=') + 1)) {
      case "good" ->
          "{\"active\":true,\"sub\":\"u1\",\"aud\":\"shop\",\"scope\":\"read write\",\"tenant\":\"t1\",\"exp\":%d}"
              .formatted(later);
      case "other" ->
          "{\"active\":true,\"sub\":\"u1\",\"aud\":\"other\",\"scope\":\"read\",\"exp\":%d}"
              .formatted(later);
      case "late" -> "{\"active\":true,\"sub\":\"u1\",\"aud\":\"shop\",\"exp\":1}";
      case "null" ->
          "{\"active\":true,\"sub\":\"u1\",\"aud\":\"shop\",\"scope\":\"read\",\"tenant\":\"t1\",\"exp\":null,\"nbf\":null}";
      case "text" -> "{\"active\":true,\"sub\":\"u1\",\"aud\":\"shop\",\"exp\":\"tomorrow\"}";
      case "truth" -> "{\"active\":\"true\",\"sub\":\"u1\",\"aud\":\"shop\"}";
      default -> "{\"active\":false}";
    };
  }

  @AfterEach
  void close() {
    server.close();
    issuer.stop(0);
    client.close();
  }

  @Test
  void anActiveTokenPassesAndIsAskedForOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = get("good");
      assertThat(answer.body()).isEqualTo("{\"who\":\"u1\"}");
    }

    assertThat(asked.get()).isEqualTo(1);
    assertThat(authorization).isEqualTo("Basic c2hvcDpzM2NyZXQ=");
  }

  @Test
  void aTokenThatIsNotActiveOrForAnotherIsRefused() throws Exception {
    for (String token : new String[] {"unknown", "other", "late", "truth", "a.b.c"}) {
      HttpResponse<String> answer = get(token);
      assertThat(answer.statusCode()).as(token).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Bearer error=\"invalid_token\"");
    }
  }

  @Test
  void aTimeThatIsNoNumberIsNoTime() throws Exception {
    assertThat(get("text").statusCode()).isEqualTo(503);
    assertThat(get("null").statusCode()).isEqualTo(200);
  }

  @Test
  void anIssuerThatFailsIsNoRefusal() throws Exception {
    status = 500;

    assertThat(get("good").statusCode()).isEqualTo(503);

    status = 200;
    assertThat(get("good").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String token) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/me"))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }
}
