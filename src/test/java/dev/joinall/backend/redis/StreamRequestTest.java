package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.testing.RedisClusterFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** Requests over streams: what a worker gets, and what becomes of its reply. */
class StreamRequestTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static RedisServerFixture redis;
  private static Hub hub;
  private final String stream = "jobs-" + UUID.randomUUID();
  private StepFixture fixture;

  @BeforeAll
  static void startServer() {
    redis = RedisServerFixture.start();
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopServer() {
    hub.close();
    redis.close();
  }

  @BeforeEach
  void open() {
    fixture = fixture("timeout: 9s, max-body: 1KB, pool: {acquire-timeout: 9s}");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static StepFixture fixture(String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", %s}".formatted(redis.uri(), more), hub, RedisBackend::new);
  }

  private String request(String more) {
    return "request: {stream: \"%s\", %s}".formatted(stream, more);
  }

  private Fault fault(String task) {
    return Fault.of(catchThrowable(() -> fixture.run(task)));
  }

  private Worker worker(Function<Map<String, String>, Map<String, String>> work) {
    return new Worker(redis.newClient(), stream, work);
  }

  private static Map<String, String> body(String body) {
    return Map.of("body", body);
  }

  @Test
  void aWorkerGetsTheBodyAnIdTheHeadersAndTheTimeLeft() {
    try (var worker = worker(job -> body("{\"path\":\"/invoices/7.pdf\"}"))) {
      Json value =
          fixture
              .step(request("body: {n: \"${body}\"}, headers: {tenant: acme, none: null}"))
              .run(fixture.scope(Json.number(7)))
              .block(SOON);

      assertThat(value).hasToString("{\"path\":\"/invoices/7.pdf\"}");
      Map<String, String> job = worker.jobs.getFirst();
      assertThat(job).containsEntry("body", "{\"n\":7}");
      assertThat(job.get("id")).matches("[0-9a-f]{32}");
      assertThat(job.get("headers"))
          .contains("\"tenant\":\"acme\"", "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-")
          .doesNotContain("none");
      assertThat(Long.parseLong(job.get("expiration"))).isBetween(1L, 10_000L);
    }
  }

  @Test
  void repliesAreDeletedAndTheirStreamExpires() {
    try (var worker = worker(job -> body("1"))) {
      fixture.run(request("body: 1"));
      String replyTo = worker.jobs.getFirst().get("reply-to");
      await().atMost(SOON).until(() -> redis.ask("XLEN " + replyTo).equals(List.of("0")));
      await()
          .atMost(SOON)
          .until(() -> Integer.parseInt(redis.ask("TTL " + replyTo).getFirst()) > 60);
    }
  }

  @Test
  void allAttemptsOfACallHaveTheSameIdAndTheirOwnReplies() {
    try (var worker = worker(job -> body("1"))) {
      var step = fixture.step(request("body: 1"));
      Scope scope = fixture.scope(Json.NULL);
      step.run(scope).block(SOON);
      step.run(scope).block(SOON);
      fixture.run(request("body: 1, message-id: \"order-${body}\""), Json.number(7));
      assertThat(worker.jobs.get(0).get("id")).isEqualTo(worker.jobs.get(1).get("id"));
      assertThat(worker.jobs.get(0).get("correlation-id"))
          .isNotEqualTo(worker.jobs.get(1).get("correlation-id"));
      assertThat(worker.jobs.get(2)).containsEntry("id", "order-7");
    }
  }

  @Test
  void anIdHasUpTo255Bytes() {
    try (var _ = worker(job -> body("1"))) {
      String task = request("body: 1, message-id: \"${body}\"");
      assertThat(fixture.run(task, Json.string("ä".repeat(127)))).contains(Json.number(1));
      for (Json other : List.of(Json.string("ä".repeat(128)), Json.string(""), Json.TRUE)) {
        assertThat(catchThrowable(() -> fixture.run(task, other)))
            .hasMessageContaining("a message-id");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "json | {\"a\": 1.10} | {\"a\": 1.10}",
        "text | hello | \"hello\"",
        "base64 | hello | \"aGVsbG8=\"",
        "json | '' | null"
      })
  void aReplyBecomesAValue(String as, String reply, String value) {
    try (var worker = worker(job -> body(reply))) {
      assertThat(fixture.run(request("body: 1") + ", as: " + as).map(Json::toString).orElse("null"))
          .isEqualTo(value);
      assertThat(worker.jobs).hasSize(1);
    }
  }

  @Test
  void aReplyThatCanNotBeUsedCostsItsCallAlone() {
    try (var worker =
        worker(job -> body(job.get("body").equals("1") ? "\"" + "a".repeat(2_000) + "\"" : "{"))) {
      Fault large = fault(request("body: 1"));
      assertThat(large.type()).isEqualTo(Fault.Type.TOO_LARGE);
      assertThat(large.happened()).isTrue();
      Fault broken = fault(request("body: 2"));
      assertThat(broken.type()).isEqualTo(Fault.Type.MALFORMED);
      assertThat(broken.happened()).isTrue();
      assertThat(worker.jobs).hasSize(2);
    }
  }

  @Test
  void aWorkerSaysThatItsJobFailed() {
    try (var worker = worker(job -> Map.of("error", "no-such-font"))) {
      Fault fault = fault(request("body: 1"));
      assertThat(fault.type()).isEqualTo(Fault.Type.STATUS);
      assertThat(fault.detail()).isEqualTo("the worker replied with an error: no-such-font");
      assertThat(worker.jobs).hasSize(1);
    }
  }

  @Test
  void aLateReplyIsCountedAndDiscarded() {
    var late = new CountDownLatch(1);
    try (var worker =
        worker(job -> {
          if (job.get("body").equals("1")) {
            awaitLatch(late);
          }
          return body(job.get("body"));
        })) {
      Throwable error =
          catchThrowable(() ->
              fixture.step(request("body: 1")).run(fixture.scope(Duration.ofMillis(400))).block());
      assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.UNKNOWN);
      late.countDown();
      assertThat(fixture.run(request("body: 2"))).hasToString("Optional[2]");
      assertThat(fixture.backend().counts()).containsEntry("late-reply", 1L);
      assertThat(worker.jobs).hasSize(2);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(9, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyRequestsAtOnceGetTheirOwnReplies() {
    try (var worker = worker(job -> body(job.get("body")))) {
      var step = fixture.step(request("body: \"${body}\""));
      List<String> values =
          Flux.fromStream(IntStream.range(0, 500).boxed())
              .flatMap(n -> step.run(fixture.scope(Json.number(n))).map(it -> n + "=" + it), 500)
              .collectList()
              .block(SOON);
      assertThat(values).hasSize(500).allMatch(it -> it.matches("(\\d+)=\\1"));
      assertThat(worker.jobs).hasSize(500);
    }
  }

  @Test
  void theStreamKeepsNoMoreThanItsMaximum() {
    fixture.close();
    fixture = fixture("timeout: 100ms, pool: {acquire-timeout: 9s}");
    var step = fixture.step(request("body: 1, max-length: 10"));
    Flux.range(0, 1_000)
        .flatMap(n -> step.run(fixture.scope(Json.NULL)).onErrorComplete(), 1_000)
        .blockLast(SOON);
    assertThat(Integer.parseInt(redis.ask("XLEN " + stream).getFirst())).isBetween(10, 300);
  }

  @Test
  void aServerThatStartsAgainCostsTheCallsOfThatMoment() throws Exception {
    RedisServerFixture own = RedisServerFixture.start();
    try (var other =
        new StepFixture(
            "{kind: redis, uri: \"%s\", timeout: 2s}".formatted(own.uri()),
            hub,
            RedisBackend::new)) {
      try (var worker = new Worker(own.newClient(), stream, job -> body("1"))) {
        assertThat(other.run(request("body: 1"))).isPresent();
        assertThat(worker.jobs).hasSize(1);
      }
      own.close();
      assertThat(Fault.of(catchThrowable(() -> other.run(request("body: 1")))).type())
          .isIn(Fault.Type.UNAVAILABLE, Fault.Type.UNKNOWN);
      try (var again = RedisServerFixture.start(own.port(), List.of());
          var worker = new Worker(again.newClient(), stream, job -> body("2"))) {
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .until(() -> other.run(request("body: 1")).isPresent());
        assertThat(worker.jobs).isNotEmpty();
      }
    } finally {
      own.close();
    }
  }

  @Test
  void aClusterCarriesRequests() {
    try (var cluster = RedisClusterFixture.start(false);
        var backend =
            new StepFixture(
                "{kind: redis, uri: \"%s\", cluster: true, timeout: 9s}".formatted(cluster.uri()),
                hub,
                RedisBackend::new)) {
      var jobs = cluster.masterOf(stream);
      RedisClient client = jobs.newClient();
      try (var worker =
          new Worker(client, stream, job -> body("3"), key -> cluster.masterOf(key).newClient())) {
        assertThat(backend.run(request("body: 1"))).contains(Json.number(3));
        assertThat(worker.jobs).hasSize(1);
      }
    }
  }

  /** A worker with a consumer group: takes a job, works, replies, acknowledges. */
  private static final class Worker implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    final List<Map<String, String>> jobs = new CopyOnWriteArrayList<>();
    private final RedisClient client;
    private final Thread thread;
    private volatile boolean closed;

    Worker(
        RedisClient client,
        String stream,
        Function<Map<String, String>, Map<String, String>> work) {
      this(client, stream, work, key -> client);
    }

    @SuppressWarnings("unchecked") // an array of one stream
    Worker(
        RedisClient client,
        String stream,
        Function<Map<String, String>, Map<String, String>> work,
        Function<String, RedisClient> replier) {
      this.client = client;
      RedisCommands<String, String> redis = client.connect().sync();
      redis.xgroupCreate(
          XReadArgs.StreamOffset.from(stream, "0"), "workers", XGroupCreateArgs.Builder.mkstream());
      thread =
          Thread.ofVirtual()
              .start(() -> {
                while (!closed) {
                  for (StreamMessage<String, String> message :
                      redis.xreadgroup(
                          Consumer.from("workers", "one"),
                          XReadArgs.Builder.block(POLL).count(50),
                          XReadArgs.StreamOffset.lastConsumed(stream))) {
                    Map<String, String> job = message.getBody();
                    jobs.add(job);
                    Map<String, String> reply = new HashMap<>(work.apply(job));
                    reply.put("correlation-id", job.get("correlation-id"));
                    RedisClient to = replier.apply(job.get("reply-to"));
                    if (to.equals(client)) {
                      redis.xadd(job.get("reply-to"), reply);
                    } else {
                      to.connect().sync().xadd(job.get("reply-to"), reply);
                      to.close();
                    }
                    redis.xack(stream, "workers", message.getId());
                  }
                }
              });
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join(SOON);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      client.close();
    }
  }
}
