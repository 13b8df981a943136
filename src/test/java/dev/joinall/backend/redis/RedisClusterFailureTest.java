package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisClusterFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A cluster that changes under load. */
class RedisClusterFailureTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int KEYS = 30;

  private RedisClusterFixture cluster;
  private Hub hub;
  private StepFixture backend;
  private Load load;

  @BeforeEach
  void start() {
    hub = new Hub(Transport.best());
    cluster = RedisClusterFixture.start(true);
    backend =
        new StepFixture(
            "{kind: redis, uri: \"%s\", cluster: true, timeout: 1s, pool: {acquire-timeout: 1s}}"
                .formatted(cluster.uri()),
            hub,
            RedisBackend::new);
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(StepException.class)
        .until(() -> backend.run("command: [SET, warm, up]").isPresent());
    load = new Load(backend);
  }

  @AfterEach
  void stop() {
    load.end();
    backend.close();
    hub.close();
    cluster.close();
  }

  @Test
  void slotsThatAreMovedCostNoCall() {
    load.begin();
    load.awaitMore();
    for (int i = 0; i < KEYS; i++) {
      int slot = cluster.slot("n" + i);
      RedisServerFixture from = cluster.masterOf("n" + i);
      RedisServerFixture to = cluster.master((cluster.masters().indexOf(from) + 1) % 3);
      cluster.move(slot, from, to);
    }
    load.awaitMore();
    load.end();
    load.assertNothingWrong();
    assertThat(load.faults).isEmpty();
  }

  @Test
  void aMasterThatIsKilledCostsTheCallsUntilItsReplicaIsMaster() {
    load.begin();
    load.awaitMore();
    cluster.masterOf("n0").close();
    load.awaitAnswers();
    load.end();
    load.assertNothingWrong();
    assertThat(load.faults).isSubsetOf(Fault.Type.UNAVAILABLE, Fault.Type.UNKNOWN);
  }

  @Test
  void aMasterThatHangsIsLeftWhenItsReplicaIsMaster() {
    load.begin();
    load.awaitMore();
    RedisServerFixture hangs = cluster.masterOf("n0");
    hangs.pause();
    load.awaitAnswers();
    hangs.resume();
    load.end();
    load.assertNothingWrong();
    assertThat(load.faults)
        .isSubsetOf(Fault.Type.UNAVAILABLE, Fault.Type.UNKNOWN, Fault.Type.REJECTED);
  }

  /** Counts keys up. Replies to one key are larger each time, or a server has lost writes. */
  private static final class Load {
    private final StepFixture backend;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Map<Integer, Long> last = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Set<Fault.Type> faults = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile String lastFault = "none";

    Load(StepFixture backend) {
      this.backend = backend;
    }

    void begin() {
      var step = backend.step("command: [INCR, \"n${body}\"]");
      var _ =
          Flux.range(0, KEYS)
              .flatMap(
                  key ->
                      Mono.defer(() -> step.run(backend.scope(Json.number(key))))
                          .doOnNext(value -> answered(key, Long.parseLong(value.text())))
                          .delayElement(Duration.ofMillis(1)) // other tests need the processor, too
                          .onErrorResume(StepException.class, e -> failed(e.fault()))
                          .repeat(() -> !ended.get()),
                  KEYS)
              .subscribe();
    }

    private Mono<Json> failed(Fault fault) {
      faults.add(fault.type());
      lastFault = fault.toString();
      failed.incrementAndGet();
      return Mono.delay(Duration.ofMillis(10)).then(Mono.empty());
    }

    private void answered(int key, long value) {
      Long before = last.put(key, value);
      answers.computeIfAbsent(key, it -> new AtomicInteger()).incrementAndGet();
      if (before != null && value <= before && faults.isEmpty()) {
        wrong.add("n" + key + " was " + before + " and is " + value);
      }
    }

    void awaitMore() {
      answers.clear();
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(answers)
                  .as("answers by key; the last fault was %s", lastFault)
                  .hasSize(KEYS)
                  .allSatisfy((key, count) -> assertThat(count.get()).isGreaterThan(20)));
    }

    /** First a failure, then answers for all keys. */
    void awaitAnswers() {
      await().atMost(SOON).until(() -> failed.get() > 0);
      awaitMore();
    }

    void end() {
      ended.set(true);
    }

    void assertNothingWrong() {
      assertThat(wrong).isEmpty();
    }
  }
}
