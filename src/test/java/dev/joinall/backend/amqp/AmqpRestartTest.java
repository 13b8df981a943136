package dev.joinall.backend.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestWorker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker that is stopped and started. */
class AmqpRestartTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String REQUEST = "request: {routing-key: restart, body: 1}";

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
    CompletableFuture<Throwable> cutOff =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> fixture.run(REQUEST)));
    await().atMost(SOON).until(() -> !worker.jobs().isEmpty());
    broker.stop();

    assertThat(Fault.of(cutOff.join()).type()).isEqualTo(Fault.Type.UNKNOWN);
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
}
