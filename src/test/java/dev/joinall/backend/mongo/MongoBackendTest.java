package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.publisher.Mono;

@Execution(ExecutionMode.CONCURRENT)
class MongoBackendTest extends BackendContract {
  private static MongoServerFixture mongo;

  @BeforeAll
  static void startMongo() {
    mongo = MongoServerFixture.start();
    Mono.from(
            mongo
                .client()
                .getDatabase("shop")
                .getCollection("items")
                .insertOne(new Document("_id", 1).append("name", "mug")))
        .block(Duration.ofSeconds(10));
    connectOnce();
  }

  /** The first connection of a JVM loads many classes and may exceed the timeout of a call. */
  private static void connectOnce() {
    try (var hub = new Hub(Transport.best());
        var patient =
            new StepFixture(
                "{kind: mongo, uri: \"%s\", database: shop, timeout: 9s}".formatted(mongo.uri()),
                hub,
                MongoBackend::new)) {
      patient.run("find-one: items, filter: {_id: 1}");
    }
  }

  @AfterAll
  static void stopMongo() {
    mongo.close();
  }

  @Override
  protected String server() {
    return mongo.uri();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: mongo, uri: \"%s\", database: shop, %s}".formatted(address, more);
  }

  @Override
  protected Kind kind() {
    return new MongoKind();
  }

  @Override
  protected String task() {
    return "find-one: items, filter: {_id: 1}";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("{\"_id\":1,\"name\":\"mug\"}");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("find-one: items, filter: {_id: 2}");
  }

  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address.replaceFirst("/?$", "/?tls=true"));
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    return Optional.of(fault("ann:wrong@", "{ok: 0, code: 18, codeName: 'AuthenticationFailed'}"));
  }

  @Override
  protected Optional<Fault> missingPermission() {
    return Optional.of(fault("", "{ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'x'}"));
  }

  private Fault fault(String user, String reply) {
    WireServer.Script script =
        (request, out) -> {
          out.write(request.reply(reply));
          return true;
        };
    try (var refusing = WireServer.start(script);
        var fixture = fixture(refusing.uri().replace("//", "//" + user), "timeout: 5s")) {
      return Fault.of(catchThrowable(() -> fixture.run(task())));
    }
  }
}
