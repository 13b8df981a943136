package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
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

  @Override
  protected Optional<String> secured(String address) {
    return Optional.of(address.replace("redis:", "rediss:"));
  }

  @Override
  protected Optional<Fault> wrongPassword() {
    try (var other = RedisServerFixture.start();
        RedisClient client = other.newClient()) {
      client.connect().sync().configSet("requirepass", "right");
      return Optional.of(fault(other.uri().replace("//", "//:wrong@")));
    }
  }

  @Override
  protected Optional<Fault> missingPermission() {
    try (var other = RedisServerFixture.start();
        RedisClient client = other.newClient()) {
      client
          .connect()
          .sync()
          .dispatch(
              CommandType.ACL,
              new StatusOutput<>(StringCodec.UTF8),
              new CommandArgs<>(StringCodec.UTF8)
                  .add("SETUSER")
                  .add("ann")
                  .add("on")
                  .add(">right")
                  .add("~*")
                  .add("+@all")
                  .add("-get"));
      return Optional.of(fault(other.uri().replace("//", "//ann:right@")));
    }
  }

  private Fault fault(String address) {
    try (var fixture = fixture(address, "timeout: 9s, pool: {acquire-timeout: 9s}")) {
      return Fault.of(catchThrowable(() -> fixture.run("command: [GET, nothing]")));
    }
  }
}
