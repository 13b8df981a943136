package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Ports;
import dev.joinall.testing.ScriptedDns;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/** Backends with several instances, over both versions of HTTP. */
class InstancesTest {
  private static final String NAME = "api.test";

  private final ScriptedDns dns = ScriptedDns.start();
  private final Hub hub = new Hub(Transport.best(), dns.provider());
  private final Server a = new Server("127.0.0.1");
  private final Server b = new Server("127.0.0.2");
  private final Server c = new Server("127.0.0.3");

  /** One instance. All listen on the same port, each on an address of its own. */
  private static final class Server {
    private static final int PORT = Ports.free();

    final String address;
    final AtomicInteger asked = new AtomicInteger();
    volatile int status = 200;
    volatile Mono<Void> pause = Mono.empty();
    volatile Mono<String> end = Mono.empty();
    private DisposableServer listening;

    Server(String address) {
      this.address = address;
      listen();
    }

    void listen() {
      listening =
          HttpServer.create()
              .host(address)
              .port(PORT)
              .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
              .handle((request, response) -> {
                asked.incrementAndGet();
                return pause.then(
                    response
                        .status(status)
                        .header("content-type", "application/json")
                        .sendString(
                            Mono.just(
                                    "[\"%s\",\"%s\"]"
                                        .formatted(address, request.requestHeaders().get("host")))
                                .concatWith(end))
                        .then());
              })
              .bindNow();
    }

    String url() {
      return "http://" + address + ":" + PORT;
    }

    void close() {
      listening.disposeNow();
    }
  }

  @AfterEach
  void close() {
    List.of(a, b, c).forEach(Server::close);
    hub.close();
    dns.close();
  }

  private StepFixture backend(boolean http2, List<Server> servers, String more) {
    String urls = servers.stream().map(it -> '"' + it.url() + '"').collect(Collectors.joining(","));
    return open("urls: [%s], http2: %s, %s".formatted(urls, http2, more));
  }

  private StepFixture open(String yaml) {
    return new StepFixture("{kind: http, " + yaml + "}", hub, new HttpKind()::open);
  }

  /** The number of calls that each address answered; those that failed are under their fault. */
  private static Map<String, Integer> calls(
      StepFixture backend, String task, int count, int concurrency) {
    Map<String, Integer> answered = new ConcurrentHashMap<>();
    var step = backend.step(task);
    Flux.range(0, count)
        .flatMap(
            i ->
                step.run(backend.scope(Json.NULL))
                    .map(it -> it.elements().getFirst().text())
                    .onErrorResume(error -> Mono.just(String.valueOf(error.getMessage()))),
            concurrency)
        .doOnNext(it -> answered.merge(it, 1, Integer::sum))
        .blockLast(Duration.ofSeconds(60));
    return answered;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachInstanceGetsCalls(boolean http2) {
    try (var backend = backend(http2, List.of(a, b, c), "timeout: 9s")) {
      Map<String, Integer> answered = calls(backend, "get: /x", 600, 20);
      assertThat(answered).containsOnlyKeys(a.address, b.address, c.address);
      assertThat(answered.values()).allMatch(it -> it > 60);
      assertThat(backend.backend().instances())
          .extracting(InstanceUse::address)
          .containsExactly(
              a.address + ":" + Server.PORT,
              b.address + ":" + Server.PORT,
              c.address + ":" + Server.PORT);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> backend.backend().instances().stream().allMatch(it -> it.inFlight() == 0));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachGetsItsOwnHost(boolean http2) {
    try (var backend = backend(http2, List.of(a, b), "timeout: 9s")) {
      for (int i = 0; i < 20; i++) {
        Json answer = backend.run("get: /x").orElseThrow();
        String address = answer.elements().getFirst().text();
        assertThat(answer.elements().getLast().text()).isEqualTo(address + ":" + Server.PORT);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlowOneGetsFewerCalls(boolean http2) {
    a.pause = Mono.delay(Duration.ofMillis(200)).then();
    b.pause = Mono.delay(Duration.ofMillis(5)).then();
    c.pause = b.pause;
    try (var backend = backend(http2, List.of(a, b, c), "timeout: 9s")) {
      Map<String, Integer> answered = calls(backend, "get: /x", 600, 12);
      assertThat(answered.get(a.address)).isLessThan(120);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noCallFailsBecauseOneIsDown(boolean http2) {
    a.close();
    try (var backend = backend(http2, List.of(a, b), "timeout: 9s")) {
      assertThat(calls(backend, "post: /x", 200, 10)).isEqualTo(Map.of(b.address, 200));
      assertThat(backend.backend().instances())
          .extracting(InstanceUse::ejected)
          .containsExactly(true, false);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecoveredInstanceGetsCallsAgain(boolean http2) {
    a.close();
    try (var backend = backend(http2, List.of(a, b), "timeout: 9s, pool: {max: 4}")) {
      assertThat(calls(backend, "post: /x", 50, 4)).isEqualTo(Map.of(b.address, 50));
      a.listen();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> assertThat(calls(backend, "post: /x", 40, 4)).containsKey(a.address));
      assertThat(calls(backend, "post: /x", 100, 4).get(a.address)).isGreaterThan(10);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInstanceThatCanNotServeIsEjected(boolean http2) {
    a.status = 503;
    try (var backend = backend(http2, List.of(a, b), "timeout: 9s")) {
      int answered = calls(backend, "get: /x", 300, 1).get(b.address);
      assertThat(answered).isGreaterThan(280);
      a.status = 200;
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(calls(backend, "get: /x", 40, 4)).containsKey(a.address));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInstanceWithTruncatedAnswersIsEjected(boolean http2) {
    a.end = Mono.error(new IOException("the answer breaks off"));
    try (var backend = backend(http2, List.of(a, b), "timeout: 9s")) {
      assertThat(calls(backend, "get: /x", 300, 1).get(b.address)).isGreaterThan(280);
      a.end = Mono.empty();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(calls(backend, "get: /x", 40, 4)).containsKey(a.address));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInstanceThatHangsIsEjected(boolean http2) {
    a.pause = Mono.never();
    try (var backend = backend(http2, List.of(a, b), "timeout: 100ms")) {
      assertThat(calls(backend, "get: /x", 200, 1).get(b.address)).isGreaterThan(180);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRetryGoesToAnotherOne(boolean http2) {
    a.status = 503;
    try (var backend =
        backend(
            http2,
            List.of(a, b),
            "timeout: 9s, retry: {attempts: 2, backoff: 1ms, budget: 100%}")) {
      assertThat(calls(backend, "get: /x", 60, 1)).isEqualTo(Map.of(b.address, 60));
      assertThat(a.asked.get()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHedgeGoesToAnotherOne(boolean http2) {
    a.pause = Mono.never();
    try (var backend = backend(http2, List.of(a, b), "timeout: 9s, hedge: {after: 20ms, max: 1}")) {
      for (int i = 0; i < 20; i++) {
        assertThat(backend.run("get: /x").orElseThrow().elements().getFirst().text())
            .isEqualTo(b.address);
      }
      assertThat(a.asked.get()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsFollowTheAddressesOfAName(boolean http2) throws Exception {
    hub.names().maxTtl(Duration.ofSeconds(1));
    dns.name(NAME, a.address, b.address);
    try (var backend =
        open(
            "url: \"http://%s:%d\", http2: %s, timeout: 9s, allowed-addresses: [127.0.0.0/8]"
                .formatted(NAME, Server.PORT, http2))) {
      assertThat(calls(backend, "post: /x", 60, 4)).containsOnlyKeys(a.address, b.address);
      dns.name(NAME, b.address, c.address);
      TimeUnit.MILLISECONDS.sleep(1_500);
      calls(backend, "post: /x", 4, 4); // asks the name server
      TimeUnit.MILLISECONDS.sleep(300);
      assertThat(calls(backend, "post: /x", 60, 4)).containsOnlyKeys(b.address, c.address);
      assertThat(backend.run("get: /x").orElseThrow().elements().getLast().text())
          .isEqualTo(NAME + ":" + Server.PORT);
    }
  }

  @Test
  void theLimitHoldsOverAllInstances() {
    a.pause = Mono.delay(Duration.ofMillis(50)).then();
    b.pause = a.pause;
    c.pause = a.pause;
    try (var backend =
        backend(
            false,
            List.of(a, b, c),
            "timeout: 9s, pool: {max: 4, max-pending: 100, acquire-timeout: 9s}")) {
      var most = new AtomicInteger();
      var step = backend.step("get: /x");
      Flux.range(0, 60)
          .flatMap(
              i -> {
                int inFlight =
                    backend.backend().instances().stream().mapToInt(InstanceUse::inFlight).sum();
                most.accumulateAndGet(inFlight, Math::max);
                return step.run(backend.scope(Json.NULL));
              },
              40)
          .blockLast(Duration.ofSeconds(30));
      assertThat(most.get()).isBetween(1, 4);
    }
  }

  /** All places are taken by idle connections to one instance. */
  @Test
  void idleConnectionsMakeRoomForOtherInstances() {
    b.close();
    try (var backend = backend(false, List.of(a, b), "timeout: 9s, pool: {max: 2, idle: 1m}")) {
      assertThat(calls(backend, "get: /x", 20, 2)).containsOnlyKeys(a.address);
      b.listen();
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(calls(backend, "get: /x", 20, 2)).containsKey(b.address));
    }
  }
}
