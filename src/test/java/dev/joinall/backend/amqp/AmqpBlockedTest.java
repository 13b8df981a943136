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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** RabbitMQ without memory, as {@code checks/amqp/run} has it: the embedded broker never blocks. */
@EnabledIfSystemProperty(named = "amqp.ctl", matches = ".+")
class AmqpBlockedTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String PUBLISH = "publish: {exchange: amq.topic, body: 1, mandatory: false}";

  @Test
  void aBlockedConnectionIsATransientFault() {
    try (var hub = new Hub(Transport.best());
        var fixture =
            new StepFixture(
                "{kind: amqp, uri: \"%s\", timeout: 1s}".formatted(BrokerFixture.start().uri()),
                hub,
                AmqpBackend::new)) {
      assertThat(fixture.run(PUBLISH)).isPresent();
      BrokerFixture.control("set_vm_memory_high_watermark", "0.00001");
      try {
        await()
            .atMost(SOON)
            .untilAsserted(() -> {
              Fault fault = Fault.of(catchThrowable(() -> fixture.run(PUBLISH)));
              assertThat(fault.type()).isEqualTo(Fault.Type.UNAVAILABLE);
              assertThat(fault.detail()).startsWith("the broker is short of memory");
            });
        assertThat(fixture.backend().check().block(SOON)).isInstanceOf(Health.Down.class);
      } finally {
        BrokerFixture.control("set_vm_memory_high_watermark", "0.4");
      }
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .untilAsserted(() -> assertThat(fixture.run(PUBLISH)).isPresent());
    }
  }
}
