package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.RSAKey;
import dev.joinall.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The keys of an issuer, when they change and when they can't be had. */
@Execution(ExecutionMode.CONCURRENT)
class KeyRotationTest {
  private final TestIssuer issuer = new TestIssuer();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;

  private void serve() {
    server =
        TestServer.serve(
            """
            security: { callers: { app: { jwt: { issuer: "%s", audience: shop } } } }
            aggregations:
              me:
                route: GET /me
                allow: [{ caller: app }]
                deadline: 5s
                tasks: { sent: { value: "${caller.id}" } }
              open:
                route: GET /open
                allow: anyone
                tasks: { a: { value: 1 } }
            """
                .formatted(issuer.url()),
            Map.of());
  }

  @AfterEach
  void close() {
    issuer.close();
    server.close();
    client.close();
  }

  @Test
  void noTokenIsWronglyRefusedWhileKeysRotateUnderLoad() throws Exception {
    serve();
    var current = new AtomicReference<>(issuer.key);
    var over = new AtomicBoolean();
    List<Integer> statuses = new ArrayList<>();
    List<RSAKey> keys = IntStream.range(0, 4).mapToObj(n -> TestIssuer.rsa("key-" + n)).toList();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> loads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String subject = "u" + i;
        loads.add(
            threads.submit(() -> {
              List<Integer> seen = new ArrayList<>();
              for (int n = 0; !over.get(); n++) {
                String id = subject + "-" + n;
                seen.add(get(issuer.token(current.get(), it -> it.subject(id))).statusCode());
                Thread.sleep(10);
              }
              return seen;
            }));
      }
      for (RSAKey next : keys) {
        issuer.publish(next.toPublicJWK(), current.get().toPublicJWK());
        current.set(next);
        Thread.sleep(700);
      }
      over.set(true);
      for (Future<List<Integer>> it : loads) {
        statuses.addAll(it.get());
      }
    }

    assertThat(statuses).hasSizeGreaterThan(20).containsOnly(200);
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    assertThat(issuer.fetches.get()).isLessThanOrEqualTo((int) seconds + 3);
  }

  @Test
  void aKeyThatChangesUnderItsIdIsNoticed() throws Exception {
    serve();
    assertThat(get(issuer.token()).statusCode()).isEqualTo(200);
    RSAKey next = TestIssuer.rsa(issuer.key.getKeyID());
    issuer.publish(next.toPublicJWK());
    String after = issuer.token(next, it -> it.subject("after"));

    assertThat(get(after).statusCode()).isEqualTo(401); // the keys are young
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(after).statusCode() == 200);
    assertThat(issuer.fetches.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void aTokenThatNamesNoKeyIsTriedWithTheNewKeys() throws Exception {
    serve();
    var header = new JWSHeader(JWSAlgorithm.RS256);
    String before = TestIssuer.signed(header, issuer.claims().build(), issuer.key);
    assertThat(get(before).statusCode()).isEqualTo(200);
    RSAKey next = TestIssuer.rsa("next");
    issuer.publish(next.toPublicJWK());

    String after = TestIssuer.signed(header, issuer.claims().build(), next);
    assertThat(get(after).statusCode()).isEqualTo(200);
  }

  @Test
  void anIssuerThatHangsIsBoundedAndUsableSoonAfterwards() throws Exception {
    issuer.hang(true);
    serve();

    long began = System.nanoTime();
    HttpResponse<String> answer = get(issuer.token());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
    assertThat(open()).isEqualTo(200);

    began = System.nanoTime();
    assertThat(get(issuer.token()).statusCode()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));

    issuer.hang(false);
    while (get(issuer.token()).statusCode() != 200) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
      Thread.sleep(200);
    }
  }

  @Test
  void inventedKeysDoNotFloodTheIssuer() throws Exception {
    serve();
    assertThat(get(issuer.token()).statusCode()).isEqualTo(200);
    int before = issuer.fetches.get();
    RSAKey unknown = TestIssuer.rsa("unknown");
    long began = System.nanoTime();
    for (int n = 0; n < 3; n++) {
      assertThat(get(issuer.token(unknown, it -> it)).statusCode()).isEqualTo(401);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

    assertThat(issuer.fetches.get() - before).isLessThanOrEqualTo((int) seconds + 2);
  }

  @Test
  void knownKeysStayUsableWhileTheIssuerIsDown() throws Exception {
    serve();
    assertThat(get(issuer.token()).statusCode()).isEqualTo(200);
    issuer.answerWith(500);

    assertThat(get(issuer.token(TestIssuer.rsa("new"), it -> it)).statusCode()).isEqualTo(503);
    assertThat(get(issuer.token(issuer.key, it -> it.subject("u2"))).statusCode()).isEqualTo(200);
  }

  private int open() throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + "/open")).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private HttpResponse<String> get(String token) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/me"))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }
}
