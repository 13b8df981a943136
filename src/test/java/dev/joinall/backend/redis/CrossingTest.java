package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two callers with different secrets share a few connections to a misbehaving server. */
class CrossingTest {
  private static final int CALLS = 12_000;
  private static final int AT_ONCE = 16;
  private static final Duration LONG = Duration.ofMinutes(2);

  private static Hub hub;

  private final long seed = new Random().nextLong();
  private final AtomicInteger right = new AtomicInteger();
  private final Queue<String> crossed = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource({
    "NEW, GARBAGE RESET HALF HALF_AND_RESET LATE SURPLUS SURPLUS_IN_ONE ANOTHERS",
    "OLD, GARBAGE RESET HALF HALF_AND_RESET LATE SURPLUS SURPLUS_IN_ONE ANOTHERS",
    "NEW, NONE"
  })
  void noAnswerReachesAnotherCaller(ScriptedRedis.Age age, String wrongs) {
    var script = new WrongAnswers(seed, wrongs);
    try (var server = new ScriptedRedis(age, script);
        var backend = open(server)) {
      Step get = backend.step("command: [GET, \"${body}\"]");
      Flux.range(0, CALLS).flatMap(i -> call(backend, get, i), AT_ONCE).blockLast(LONG);
    }
    assertThat(crossed).as("seed %d", seed).isEmpty();
    assertThat(script.wrong()).as("seed %d", seed).isGreaterThan(CALLS / 200);
    assertThat(right.get()).as("seed %d", seed).isGreaterThan(CALLS / 10);
  }

  private static StepFixture open(ScriptedRedis server) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", timeout: 100ms, pool: {max: 2}}".formatted(server.uri()),
        hub,
        RedisBackend::new);
  }

  /** Each call reads another secret, and one of 16 callers cancels at once. */
  private Mono<Void> call(StepFixture backend, Step get, int number) {
    String key = (number % 2 == 0 ? "ann:" : "bob:") + number;
    Mono<Json> answer = get.run(backend.scope(Json.string(key)));
    if (number % 16 == 7) {
      answer.subscribe(value -> look(key, value), error -> {}).dispose();
      return Mono.empty();
    }
    return answer
        .doOnNext(value -> look(key, value))
        .onErrorResume(StepException.class, error -> Mono.empty())
        .then();
  }

  private void look(String key, Json value) {
    if (value.text().equals(WrongAnswers.secretOf(key))) {
      right.incrementAndGet();
    } else {
      crossed.add(key + " got " + value);
    }
  }
}
