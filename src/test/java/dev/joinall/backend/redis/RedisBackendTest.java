package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisBackendTest extends BackendContract {
  private static RedisServerFixture redis;

  @BeforeAll
  static void startServer() {
    redis = RedisServerFixture.start();
    connectOnce();
  }

  /** The first connection of a JVM loads many classes and may exceed the timeout of a call. */
  private static void connectOnce() {
    try (var hub = new Hub(Transport.best());
        var patient =
            new StepFixture(
                "{kind: redis, uri: \"%s\", timeout: 9s, pool: {acquire-timeout: 9s}}"
                    .formatted(redis.uri()),
                hub,
                RedisBackend::new)) {
      patient.run("command: [PING]");
    }
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @Override
  protected String server() {
    return redis.uri();
  }

  @Override
  protected String declare(String address, String more) {
    return "{kind: redis, uri: \"%s\", %s}".formatted(address, more);
  }

  @Override
  protected Kind kind() {
    return new RedisKind();
  }

  @Override
  protected String task() {
    return "command: [ECHO, hello]";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("\"hello\"");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("command: [GET, nothing]");
  }
}
