package dev.joinall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisServerFixtureTest {
  @Test
  void aPausedServerAnswersNothingUntilItIsResumed() {
    try (RedisServerFixture redis = RedisServerFixture.start();
        RedisClient client = redis.newClient()) {
      var connection = client.connect();
      RedisCommands<String, String> commands = connection.sync();
      redis.pause();
      connection.setTimeout(Duration.ofMillis(50));
      assertThatThrownBy(commands::ping).isInstanceOf(RedisCommandTimeoutException.class);
      redis.resume();
      connection.setTimeout(Duration.ofSeconds(5));
      assertThat(commands.ping()).isEqualTo("PONG");
    }
  }

  @Test
  void closeEndsAPausedServerToo() {
    RedisServerFixture redis = RedisServerFixture.start();
    redis.pause();
    redis.close();
    assertThat(ProcessHandle.of(redis.processId())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServerEndsWithTheJvmHoweverThatEnds(boolean killed) throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(jvm.inputReader().readLine())).orElseThrow();
    if (killed) {
      jvm.destroyForcibly();
    } else {
      jvm.destroy();
    }
    server.onExit().get(5, TimeUnit.SECONDS);
  }

  /** A JVM that starts a server, prints its process id, and waits until it is killed. */
  static final class Server {
    // An instance main: the build must find no second static one beside the demo's.
    void main() throws InterruptedException {
      System.out.println(RedisServerFixture.start().processId());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}
