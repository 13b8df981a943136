package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Workers of a stream as processes, one of which is killed by {@code kill -9}. */
class StreamWorkerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String REQUEST = "request: {stream: jobs, body: \"${body}\"}";
  private static final int JOBS = 12;

  /** For how long a worker leaves a job to another one. */
  private static final String IDLE_MILLIS = "1500";

  private static final String JOB_MILLIS = "150";

  private final List<WorkerProcess> workers = new ArrayList<>();
  private RedisServerFixture redis;
  private Hub hub;
  private StepFixture backend;

  @TempDir private Path folder;

  @BeforeEach
  void start() {
    redis = RedisServerFixture.start();
    hub = new Hub(Transport.best());
    backend = open("timeout: 60s, pool: {acquire-timeout: 9s}");
  }

  @AfterEach
  void stop() {
    workers.forEach(WorkerProcess::close);
    backend.close();
    hub.close();
    redis.close();
  }

  private StepFixture open(String more) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", %s}".formatted(redis.uri(), more), hub, RedisBackend::new);
  }

  private WorkerProcess startWorker(String jobMillis) {
    var log = folder.resolve("out" + workers.size()).toFile();
    var worker = WorkerProcess.ofStream(log, redis.uri(), "jobs", IDLE_MILLIS, jobMillis);
    workers.add(worker);
    return worker;
  }

  private List<String> printed(int worker, String what) throws IOException {
    Path log = folder.resolve("out" + worker);
    return Files.exists(log)
        ? Files.readAllLines(log).stream().filter(it -> it.startsWith(what)).toList()
        : List.of();
  }

  private CompletableFuture<List<String>> ask() {
    Step step = backend.step(REQUEST);
    return Flux.range(0, JOBS)
        .flatMap(n -> step.run(backend.scope(Json.number(n), SOON)).map(it -> n + "=" + it), JOBS)
        .collectList()
        .toFuture();
  }

  @Test
  void aWorkerThatIsKilledInTheMiddleOfAJobLosesNoneAndDoublesNoneInSilence() throws Exception {
    WorkerProcess first = startWorker("60000");
    CompletableFuture<List<String>> replies = ask();
    await().atMost(SOON).until(() -> printed(0, "begins: ").size() == 1);
    first.signal("KILL");
    assertThat(replies).isNotDone();
    startWorker(JOB_MILLIS);

    assertThat(replies.get(60, TimeUnit.SECONDS))
        .hasSize(JOBS)
        .doesNotHaveDuplicates()
        .allMatch(it -> it.matches("(\\d+)=\\1"));
    // One job was begun twice. The second worker knew it.
    assertThat(printed(1, "begins: ")).hasSize(JOBS).doesNotHaveDuplicates();
    assertThat(printed(1, "delivered before: ")).hasSize(1);
    assertThat(backend.backend().counts()).containsEntry("late-reply", 0L);
    await().atMost(SOON).until(() -> redis.ask("XPENDING jobs workers").getFirst().equals("0"));
  }

  @Test
  void aJobOfAWorkerThatDiedIsNotBegunAgainWhenNobodyWaits() throws Exception {
    try (var impatient = open("timeout: 60s, pool: {acquire-timeout: 9s}")) {
      WorkerProcess first = startWorker("60000");
      Step step = impatient.step(REQUEST);
      CompletableFuture<Fault> fault =
          step.run(impatient.scope(Duration.ofSeconds(8)))
              .map(it -> Fault.of(Fault.Type.ERROR, "a value"))
              .onErrorResume(StepException.class, e -> Mono.just(e.fault()))
              .toFuture();
      await().atMost(SOON).until(() -> printed(0, "begins: ").size() == 1 || fault.isDone());
      first.signal("KILL");
      assertThat(fault.get(60, TimeUnit.SECONDS).type()).isEqualTo(Fault.Type.UNKNOWN);
      startWorker(JOB_MILLIS);
      await().atMost(SOON).until(() -> redis.ask("XPENDING jobs workers").getFirst().equals("0"));
      assertThat(printed(1, "begins: ")).isEmpty();
    }
  }
}
