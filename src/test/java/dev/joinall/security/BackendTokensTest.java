package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.joinall.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;

/** Tokens for backends, from an authorization server. */
class BackendTokensTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger issued = new AtomicInteger();
  private final List<String> forms = new CopyOnWriteArrayList<>();
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final CountDownLatch release = new CountDownLatch(1);
  private int api;
  private HttpServer peer;
  private TestServer server;
  private volatile int status = 200;
  private volatile boolean hangs;
  private volatile String answer = "\"expires_in\":300";

  private static String callers(int port, String hash) {
    return """
    security:
      callers:
        opaque:
          introspection:
            url: "http://127.0.0.1:%d/introspect"
            client: { id: shop, secret: other }
        partner: { api-key: { keys: { acme: { sha256: "%s" } } } }
    """
        .formatted(port, hash);
  }

  @BeforeEach
  void start() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    peer.createContext("/token", this::token);
    peer.createContext("/introspect", it -> write(it, 200, "{\"active\":true,\"sub\":\"u1\"}"));
    peer.createContext("/api", this::api);
    peer.start();
    api = peer.getAddress().getPort();
  }

  private void token(HttpExchange exchange) throws IOException {
    forms.add(
        URLDecoder.decode(new String(exchange.getRequestBody().readAllBytes(), UTF_8), UTF_8));
    logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    if (hangs) {
      await(release);
    }
    String body =
        status == 200
            ? "{\"access_token\":\"t%d\",\"token_type\":\"Bearer\",%s}"
                .formatted(issued.incrementAndGet(), answer)
            : "{\"error\":\"invalid_client\",\"error_description\":\"s3cret\"}";
    write(exchange, status, body);
  }

  private void api(HttpExchange exchange) throws IOException {
    String login = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    sent.add(login);
    exchange.getRequestBody().readAllBytes();
    write(exchange, revoked.contains(login) ? 401 : 200, "{\"ok\":true}");
  }

  private static void write(HttpExchange exchange, int code, String body) throws IOException {
    exchange.sendResponseHeaders(code, body.length());
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      var _ = latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(String security, String auth, String more) {
    server =
        TestServer.serve(
            """
            %s
            backends:
              api: { kind: http, url: "http://127.0.0.1:%d/api", auth: { %s }, timeout: 1s %s }
            aggregations:
              read:
                route: GET /read
                deadline: 5s
                respond: { errors: full }
                %s
                tasks: { a: { backend: api, get: / } }
              write:
                route: POST /write
                deadline: 5s
                respond: { errors: full }
                %s
                tasks: { a: { backend: api, post: /, body: { n: 1 } } }
            """
                .formatted(
                    security,
                    api,
                    auth.formatted(peer.getAddress().getPort()),
                    more,
                    security.isEmpty() ? "" : "allow: [{ caller: opaque }, { caller: partner }]",
                    security.isEmpty() ? "" : "allow: [{ caller: opaque }]"),
            Map.of("SECRET", "s3cret"));
  }

  private void serveClient(String more) {
    serve(
        "",
        "oauth2: { token-url: \"http://127.0.0.1:%d/token\", client-id: shop,"
            + " client-secret: \"${env.SECRET}\", scopes: [stock:read, stock:list], audience: stock }",
        more);
  }

  private void serveCallers(String auth) throws IOException {
    String hash = "fcf730b6d95236ecd3c9fc2d92d7b6b2bb061514961aec041d6c7a7192f592e4"; // secret123
    serve(callers(peer.getAddress().getPort(), hash), auth, "");
  }

  @AfterEach
  void stop() {
    release.countDown();
    if (server != null) {
      server.close();
    }
    peer.stop(0);
    client.close();
  }

  @Test
  void manyCallsShareOneToken() {
    serveClient("");

    List<CompletableFuture<String>> answers =
        IntStream.range(0, 40).mapToObj(it -> ask("/read", "")).toList();

    assertThat(answers).allSatisfy(it -> assertThat(it.join()).contains("\"ok\":true"));
    assertThat(issued.get()).isEqualTo(1);
    assertThat(sent).hasSize(40).containsOnly("Bearer t1");
    assertThat(forms)
        .containsExactly(
            "grant_type=client_credentials&scope=stock:read stock:list&audience=stock");
    assertThat(logins).containsExactly("Basic c2hvcDpzM2NyZXQ=");
  }

  @Test
  void theyGoOverHttp2AsWell() {
    DisposableServer h2 =
        reactor.netty.http.server.HttpServer.create()
            .protocol(HttpProtocol.H2C)
            .port(0)
            .handle((request, response) -> {
              sent.add(request.version() + " " + request.requestHeaders().get("Authorization"));
              return response.sendString(Mono.just("{\"ok\":true}"));
            })
            .bindNow();
    api = h2.port();
    serveClient(", http2: true");

    assertThat(ask("/write", "").join()).contains("\"ok\":true");
    assertThat(sent).contains("HTTP/2.0 Bearer t1"); // beside the check of its health
    h2.disposeNow();
  }

  @Test
  void aTokenThatTheBackendRefusesIsReplacedOnce() {
    serveClient("");
    var _ = ask("/read", "").join();

    revoked.add("Bearer t1");
    assertThat(ask("/write", "").join()).contains("\"ok\":true");
    assertThat(sent).containsExactly("Bearer t1", "Bearer t1", "Bearer t2");

    revoked.add("Bearer t2");
    assertThat(ask("/read", "").join()).contains("\"fault\":\"status\"");
    assertThat(ask("/read", "").join()).contains("\"fault\":\"status\"");
    assertThat(issued.get()).isEqualTo(2);
  }

  @Test
  void aRefusalOfTheServerIsReportedWithoutItsText() {
    status = 401;
    serveClient("");

    assertThat(ask("/read", "").join())
        .contains("\"fault\":\"status\"", "the token endpoint refuses: invalid_client")
        .doesNotContain("s3cret");
    assertThat(ask("/read", "").join()).contains("invalid_client");
    assertThat(forms).hasSize(1); // nobody asks again at once
    assertThat(sent).isEmpty();
  }

  @Test
  void aHungServerEndsNoCallByItsTimeoutAndSendsNoEffect() {
    hangs = true;
    serveClient("");

    long began = System.nanoTime();
    assertThat(ask("/read", "").join()).contains("\"fault\":\"unavailable\"", "no token in time");
    assertThat(ask("/write", "").join()).contains("\"fault\":\"unavailable\"");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(forms).hasSize(1);
    assertThat(sent).isEmpty();
  }

  @Test
  void theTokenIsExchangedOnceForEachCaller() throws IOException {
    serveCallers(
        "oauth2: { token-url: \"http://127.0.0.1:%d/token\", client-id: shop,"
            + " client-secret: \"${env.SECRET}\", client-auth: post, exchange: caller }");

    for (String token : List.of("alice", "bob", "alice")) {
      assertThat(ask("/read", token).join()).contains("\"ok\":true");
    }

    assertThat(sent).containsExactly("Bearer t1", "Bearer t2", "Bearer t1");
    assertThat(forms).hasSize(2);
    assertThat(forms.getFirst())
        .isEqualTo(
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=alice"
                + "&subject_token_type=urn:ietf:params:oauth:token-type:access_token"
                + "&requested_token_type=urn:ietf:params:oauth:token-type:access_token"
                + "&client_id=shop&client_secret=s3cret");
  }

  @Test
  void theTokenOfTheCallerIsPassedOn() throws IOException {
    serveCallers("forward: caller");

    assertThat(ask("/read", "alice").join()).contains("\"ok\":true");
    assertThat(ask("/write", "bob").join()).contains("\"ok\":true");

    assertThat(sent).containsExactly("Bearer alice", "Bearer bob");
  }

  @Test
  void aCallerWithAKeyHasNoTokenToPassOn() throws Exception {
    serveCallers("forward: caller");

    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/read"))
            .header("X-API-Key", "secret123")
            .build();
    String body = client.send(request, BodyHandlers.ofString()).body();

    assertThat(body).contains("\"fault\":\"invalid\"", "the caller has no token");
    assertThat(sent).isEmpty();
  }

  @Test
  void theNextTokenIsFetchedBeforeTheLastOneExpires() throws Exception {
    var time = new AtomicLong();
    var made = new ArrayList<String>();
    var token =
        new CachedToken(
            () -> {
              made.add("t" + made.size());
              return new TokenEndpoint.Issued(made.getLast(), Duration.ofSeconds(105));
            },
            time::get);
    assertThat(token.fetched().get(5, TimeUnit.SECONDS)).isEqualTo("t0");

    time.set(Duration.ofSeconds(79).toNanos());
    assertThat(token.known()).contains("t0");
    assertThat(made).hasSize(1);

    time.set(Duration.ofSeconds(81).toNanos());
    assertThat(token.known()).contains("t0"); // used until the next one is there
    assertThat(token.fetched().get(5, TimeUnit.SECONDS)).isEqualTo("t1");
    assertThat(token.known()).contains("t1");
  }

  private CompletableFuture<String> ask(String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (path.equals("/write")) {
      request.POST(HttpRequest.BodyPublishers.noBody());
    }
    return client.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(it -> it.body());
  }
}
