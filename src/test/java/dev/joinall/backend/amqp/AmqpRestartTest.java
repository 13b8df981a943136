package dev.joinall.backend.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestWorker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A broker that is stopped and started. */
class AmqpRestartTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String REQUEST = "request: {routing-key: restart, body: 1}";

  private static final int CALLERS = 16;
  private static final int MORE = 200;

  private BrokerFixture broker;
  private Hub hub;
  private StepFixture fixture;

  @BeforeEach
  void start() {
    broker = BrokerFixture.startOwn();
    hub = new Hub(Transport.best());
    fixture =
        new StepFixture(
            "{kind: amqp, uri: \"%s\", timeout: 9s}".formatted(broker.uri()),
            hub,
            AmqpBackend::new);
  }

  @AfterEach
  void stop() {
    fixture.close();
    hub.close();
    broker.close();
  }

  @Test
  void aRestartCostsTheCallsOfThatMoment() {
    var worker = TestWorker.start(broker, "restart", job -> null);
    CompletableFuture<Throwable> interrupted =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> fixture.run(REQUEST)));
    await().atMost(SOON).until(() -> !worker.jobs().isEmpty());
    broker.stop();

    assertThat(Fault.of(interrupted.join()).type()).isEqualTo(Fault.Type.UNKNOWN);
    Fault fault = Fault.of(catchThrowable(() -> fixture.run(REQUEST)));
    assertThat(fault.type()).isEqualTo(Fault.Type.UNAVAILABLE);
    assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Down.class);
    worker.close();

    broker.restart();
    try (var next = TestWorker.echo(broker, "restart")) {
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .untilAsserted(() -> assertThat(fixture.run(REQUEST)).hasToString("Optional[1]"));
      assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Up.class);
      assertThat(next.jobs()).isNotEmpty();
    }
  }

  @Test
  void aRestartUnderLoadCostsOnlyTheCallsOfThatMoment() {
    var answers = new AtomicInteger();
    var wrong = new ConcurrentLinkedQueue<String>();
    var faults = new ConcurrentLinkedQueue<Fault>();
    var ended = new AtomicBoolean();
    Step step = fixture.step("request: {routing-key: restart, body: \"${body}\"}");
    try (var _ = TestWorker.echo(broker, "restart")) {
      var _ =
          Flux.range(0, CALLERS)
              .flatMap(
                  n ->
                      Mono.defer(() -> step.run(fixture.scope(Json.number(n))))
                          .doOnNext(it -> {
                            answers.incrementAndGet();
                            if (!it.equals(Json.number(n))) {
                              wrong.add(n + " got " + it);
                            }
                          })
                          .delayElement(Duration.ofMillis(1))
                          .onErrorResume(
                              StepException.class,
                              e -> {
                                faults.add(e.fault());
                                return Mono.delay(Duration.ofMillis(10)).then(Mono.empty());
                              })
                          .repeat(() -> !ended.get()),
                  CALLERS)
              .subscribe();
      await().atMost(SOON).until(() -> answers.get() > MORE);
      assertThat(faults).isEmpty();
      broker.restart();
    }
    try (var _ = TestWorker.echo(broker, "restart")) {
      int before = answers.get();
      await().atMost(SOON).until(() -> answers.get() > before + MORE);
      int failed = faults.size();
      int then = answers.get();
      await().atMost(SOON).until(() -> answers.get() > then + MORE);
      assertThat(faults).as("after the restart").hasSize(failed);
    } finally {
      ended.set(true);
    }
    assertThat(wrong).isEmpty();
    // A broker that has just started has no queue until the worker declares it.
    assertThat(faults)
        .isNotEmpty()
        .extracting(Fault::type)
        .containsAnyOf(Fault.Type.UNKNOWN, Fault.Type.UNAVAILABLE)
        .isSubsetOf(Fault.Type.UNKNOWN, Fault.Type.UNAVAILABLE, Fault.Type.STATUS);
  }
}
