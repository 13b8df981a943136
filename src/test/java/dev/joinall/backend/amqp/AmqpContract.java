package dev.joinall.backend.amqp;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Transport;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.StepFixture;
import dev.joinall.testing.TestWorker;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of backends, with an embedded broker and a worker that sends each body back. */
abstract class AmqpContract extends BackendContract {
  static final String QUEUE = "contract";

  private static BrokerFixture broker;
  private static TestWorker worker;

  @BeforeAll
  static void startBroker() {
    broker = BrokerFixture.start();
    worker = TestWorker.echo(broker, QUEUE);
    connectOnce();
  }

  /** The first connection of a JVM loads many classes and may exceed the timeout of a call. */
  private static void connectOnce() {
    try (var hub = new Hub(Transport.best());
        var patient =
            new StepFixture(
                "{kind: amqp, uri: \"%s\", timeout: 9s}".formatted(broker.uri()),
                hub,
                AmqpBackend::new)) {
      patient.run("request: {routing-key: contract, body: 1}");
    }
  }

  @AfterAll
  static void stopBroker() {
    worker.close();
    broker.close();
  }

  @Override
  protected String server() {
    return broker.uri();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: amqp, uri: \"%s\", %s}".formatted(address, more);
  }

  @Override
  protected Kind kind() {
    return new AmqpKind();
  }

  @Override
  protected Optional<String> absent() {
    return Optional.empty();
  }

  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address.replace("amqp:", "amqps:"));
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    try (var fixture = fixture(server().replace("//", "//guest:wrong@"), "timeout: 9s")) {
      return Optional.of(Fault.of(catchThrowable(() -> fixture.run(task()))));
    }
  }

  /** The embedded broker has no permissions. */
  @Override
  protected Optional<Fault> missingPermission() {
    if (BrokerFixture.CONTROL.isEmpty()) {
      return Optional.empty();
    }
    BrokerFixture.control("add_user", "ann", "right");
    BrokerFixture.control("set_permissions", "ann", ".*", "none", ".*");
    try (var fixture = fixture(server().replace("//", "//ann:right@"), "timeout: 9s")) {
      return Optional.of(
          Fault.of(catchThrowable(() -> fixture.run("publish: {exchange: amq.topic}"))));
    } finally {
      BrokerFixture.control("delete_user", "ann");
    }
  }
}
