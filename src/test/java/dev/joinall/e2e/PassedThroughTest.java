package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.backend.Transport;
import dev.joinall.edge.CloseReason;
import dev.joinall.testing.ByteServer;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.CheckedBytes;
import dev.joinall.testing.Complaints;
import dev.joinall.testing.TestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * Bytes that are passed on as they arrive, to and from clients of each protocol. Tests that wait
 * run at once, those that move many bytes one after another.
 */
@ParameterizedClass
@EnumSource
class PassedThroughTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long LARGE = 64 << 20;

  /** Read to its end. Some twenty times what the server holds of a stream. */
  private static final long WHOLE = 5 << 20;

  private static final String CONFIG =
      """
      backends:
        store: { kind: http, url: "${env.STORE}", bulkhead: { max: 2 } }
      aggregations:
        file:
          route: GET /{name}
          tasks: { file: { backend: store, get: "/${path.name}", as: stream, idle-timeout: 2s } }
          respond: { body: "${tasks.file}" }
        upload:
          route: POST /{name}
          deadline: 1500ms
          input: { body: { type: stream } }
          tasks: { stored: { backend: store, post: "/${path.name}", body: "${body}", as: text, idle-timeout: 2s, timeout: 1s } }
        echo:
          route: PUT /{name}
          input: { body: { type: stream } }
          tasks: { echo: { backend: store, put: "/${path.name}", body: "${body}", as: stream } }
          respond: { body: "${tasks.echo}" }
      """;

  @Parameter private Protocol protocol;
  @TempDir private Path folder;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicReference<String> received = new AtomicReference<>("");
  private final Complaints complaints = new Complaints();
  private ByteServer store;
  private TestServer server;

  @BeforeEach
  void serve() throws Exception {
    store = new ByteServer(this::answer);
    Certificate certificate = Certificate.make(folder);
    server =
        TestServer.serve(
            CONFIG,
            Map.of("STORE", store.url()),
            TestLimits.with("body-time=5s", "write-time=3s"),
            http -> protocol.on(http, certificate),
            Transport.best());
  }

  @AfterEach
  void close() {
    goOn.countDown();
    server.close();
    store.close();
    complaints.close();
    assertThat(complaints.all()).isEmpty();
  }

  private void answer(ByteServer.Exchange exchange) throws IOException {
    switch (exchange.target()) {
      case "GET /large" -> sized(exchange, LARGE);
      case "GET /whole" -> sized(exchange, WHOLE);
      case "GET /chunked" -> {
        exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        CheckedBytes.writeChunks(exchange.out(), WHOLE);
        exchange.write("0\r\n\r\n");
      }
      case "GET /until-closed" -> {
        exchange.write("HTTP/1.1 200 OK\r\n\r\n");
        CheckedBytes.write(exchange.out(), WHOLE);
        exchange.close();
      }
      case "GET /broken" -> {
        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
        CheckedBytes.write(exchange.out(), WHOLE);
        exchange.close();
      }
      case "GET /broken-chunks" -> {
        exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        CheckedBytes.writeChunks(exchange.out(), WHOLE);
        exchange.reset();
      }
      case "GET /stalled" -> {
        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
        CheckedBytes.write(exchange.out(), WHOLE);
        pause();
      }
      case "GET /slow" -> slowly(exchange);
      case "GET /late" -> {
        exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        pause();
        exchange.write("end");
      }
      case "GET /small" -> exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmall");
      case "POST /take" -> {
        received.set(new CheckedBytes().readAll(exchange.content()).told());
        text(exchange, received.get());
      }
      case "POST /hang" -> {
        pause();
        exchange.close();
      }
      case "POST /early" -> {
        exchange.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
        pause();
        exchange.close();
      }
      case "PUT /echo" -> {
        exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        byte[] part = new byte[10_000];
        var in = exchange.content();
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
          exchange.write(Integer.toHexString(read) + "\r\n");
          exchange.out().write(part, 0, read);
          exchange.write("\r\n");
        }
        exchange.write("0\r\n\r\n");
      }
      case "HEAD /" -> { // the check at the start
        exchange.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        exchange.close();
      }
      default -> text(exchange, "none");
    }
  }

  private static void sized(ByteServer.Exchange exchange, long length) throws IOException {
    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
    CheckedBytes.write(exchange.out(), length);
  }

  private static void text(ByteServer.Exchange exchange, String text) throws IOException {
    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
  }

  /** For longer than each deadline and timeout, and never idle for so long. */
  private void slowly(ByteServer.Exchange exchange) throws IOException {
    exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
    for (int i = 0; i < 8; i++) {
      sleep(400);
      exchange.write("x");
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pause() {
    try {
      assertThat(goOn.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpClient client() {
    return Clients.of(protocol, server.url());
  }

  private String get(String path) {
    return client()
        .get()
        .uri(path)
        .responseContent()
        .reduceWith(CheckedBytes::new, PassedThroughTest::add)
        .map(CheckedBytes::told)
        .block(SOON);
  }

  private static CheckedBytes add(CheckedBytes sum, ByteBuf part) {
    byte[] bytes = new byte[part.readableBytes()];
    part.readBytes(bytes);
    return sum.add(bytes, 0, bytes.length);
  }

  private static Flux<ByteBuf> content(long length) {
    int parts = (int) (length / CheckedBytes.partSize());
    return Flux.range(0, parts).map(it -> Unpooled.wrappedBuffer(CheckedBytes.part(it)));
  }

  private String send(String method, String path, Flux<ByteBuf> content) {
    return client()
        .request(HttpMethod.valueOf(method))
        .uri(path)
        .send(content)
        .responseContent()
        .aggregate()
        .asString()
        .block(SOON);
  }

  private void awaitNobody() {
    await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
    await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
  }

  @Test
  void aDownloadIsIntact() throws IOException {
    assertThat(get("/small")).startsWith("5 ");
    int before = store.accepted();
    assertThat(get("/whole")).isEqualTo(CheckedBytes.expected(WHOLE));
    assertThat(get("/chunked")).isEqualTo(CheckedBytes.expected(WHOLE));
    assertThat(get("/until-closed")).isEqualTo(CheckedBytes.expected(WHOLE));
    assertThat(store.accepted()).as("connections are used again").isEqualTo(before);
    awaitNobody();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aDownloadMayTakeLongerThanTheDeadline() {
    assertThat(get("/slow")).startsWith("8 ");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theHeadComesBeforeTheBytes() {
    assertThat(client().get().uri("/late").response().block(SOON).status().code()).isEqualTo(200);
  }

  @Test
  void aBreakInTheMiddleIsNoEnd() {
    for (String path : new String[] {"/broken", "/broken-chunks"}) {
      assertThatThrownBy(() -> get(path)).hasRootCauseInstanceOf(IOException.class);
    }
    assertThat(server.edge().connections().closedBy(CloseReason.BROKEN_STREAM)).isEqualTo(2);
    awaitNobody();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBackendThatStallsIsNotWaitedFor() {
    assertThatThrownBy(() -> get("/stalled")).hasRootCauseInstanceOf(IOException.class);
    awaitNobody();
    goOn.countDown();
    await().atMost(SOON).until(() -> store.open() == 0);
  }

  @Test
  void aDisconnectEndsTheExchangeWithTheBackend() {
    for (int i = 0; i < 5; i++) { // the bulkhead has two places
      client().get().uri("/large").responseContent().take(3).blockLast(SOON);
      awaitNobody();
      await().atMost(SOON).until(() -> store.open() == 0);
    }
    assertThat(get("/small")).startsWith("5 ");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aClientThatDoesNotReadHoldsAWindowAndIsDisconnected() throws Exception {
    var reads = new CountDownLatch(1);
    var reading =
        client()
            .get()
            .uri("/large")
            .responseContent()
            .concatMap(part -> Flux.<ByteBuf>never().doOnSubscribe(it -> reads.countDown()), 1)
            .onErrorComplete()
            .subscribe();
    assertThat(reads.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    await()
        .atMost(SOON)
        .until(() -> server.edge().connections().closedBy(CloseReason.SLOW_READER) == 1);
    assertThat(store.sent()).isLessThan(LARGE / 2);
    awaitNobody();
    await().atMost(SOON).until(() -> store.open() == 0);
    reading.dispose();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aClientThatReadsSlowlyIsNotDisconnected() {
    CheckedBytes sum =
        client()
            .get()
            .uri("/until-closed")
            .responseContent()
            .map(part -> add(new CheckedBytes(), part).length())
            .concatMap(
                length -> Flux.just(length).delayElements(Duration.ofMillis(length / 1300)), 1)
            .reduceWith(CheckedBytes::new, (all, length) -> all.add(new byte[0], 0, 0))
            .block(SOON);
    assertThat(sum).isNotNull();
    assertThat(server.edge().connections().closedBy(CloseReason.SLOW_READER)).isZero();
  }

  @Test
  void anUploadIsIntact() throws IOException {
    assertThat(send("POST", "/take", Flux.empty()))
        .isEqualTo("{\"stored\":\"" + CheckedBytes.expected(0) + "\"}");
    int before = store.accepted();
    assertThat(send("POST", "/take", content(WHOLE)))
        .isEqualTo("{\"stored\":\"" + CheckedBytes.expected(WHOLE) + "\"}");
    assertThat(
            client()
                .headers(it -> it.set("Content-Length", WHOLE))
                .post()
                .uri("/take")
                .send(content(WHOLE))
                .responseContent()
                .aggregate()
                .asString()
                .block(SOON))
        .isEqualTo("{\"stored\":\"" + CheckedBytes.expected(WHOLE) + "\"}");
    assertThat(store.accepted()).as("connections are used again").isEqualTo(before);
    awaitNobody();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void anUploadMayTakeLongerThanTheDeadline() {
    Flux<ByteBuf> slow =
        Flux.interval(Duration.ofMillis(400))
            .take(8)
            .map(it -> Unpooled.wrappedBuffer(new byte[] {'x'}));
    assertThat(send("POST", "/take", slow)).startsWith("{\"stored\":\"8 ");
  }

  @Test
  void anUploadThatBreaksIsNoEndForTheBackend() {
    Flux<ByteBuf> broken =
        content(WHOLE)
            .concatWith(
                Flux.<ByteBuf>never()
                    .takeUntilOther(
                        Flux.interval(Duration.ofMillis(300))
                            .take(1)
                            .then(Mono.error(new IOException("left")))));
    assertThatThrownBy(() -> send("POST", "/take", broken))
        .hasRootCauseInstanceOf(IOException.class);
    awaitNobody();
    await().atMost(SOON).until(() -> store.open() == 0);
    assertThat(received.get()).isEmpty();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aClientThatStallsIsAnsweredOrReset() {
    var answer =
        client()
            .post()
            .uri("/take")
            .send(content(WHOLE).concatWith(Flux.never()))
            .responseSingle((head, body) -> Mono.just(head.status().code()))
            .block(SOON);
    assertThat(answer).isEqualTo(408);
    awaitNobody();
    await().atMost(SOON).until(() -> store.open() == 0);
    assertThat(received.get()).isEmpty();
  }

  @Test
  void aBackendThatTakesNothingFailsTheCall() {
    assertThat(send("POST", "/hang", content(LARGE)))
        .contains("\"stored\":null", "\"fault\":\"unknown\"");
    assertThat(store.sent()).isZero();
    awaitNobody();
  }

  @Test
  void anEarlyAnswerEndsTheUpload() {
    assertThat(
            client()
                .post()
                .uri("/early")
                .send(content(LARGE))
                .responseSingle((head, body) -> body.asString())
                .onErrorReturn("reset")
                .block(SOON))
        .satisfiesAnyOf(
            it -> assertThat(it).isEqualTo("reset"),
            it -> assertThat(it).contains("\"stored\":null"));
    awaitNobody();
  }

  @Test
  void bothDirectionsFlowAtOnce() throws IOException {
    String sum =
        client()
            .put()
            .uri("/echo")
            .send(content(WHOLE))
            .responseContent()
            .reduceWith(CheckedBytes::new, PassedThroughTest::add)
            .map(CheckedBytes::told)
            .block(SOON);
    assertThat(sum).isEqualTo(CheckedBytes.expected(WHOLE));
    awaitNobody();
  }
}
