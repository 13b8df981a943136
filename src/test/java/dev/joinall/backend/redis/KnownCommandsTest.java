package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.RedisServerFixture;
import io.lettuce.core.RedisClient;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The names of commands, compared with a real server. */
class KnownCommandsTest {

  @Test
  void aCommandOfAServerIsNotMisspelt() {
    try (var server = RedisServerFixture.start();
        var client = RedisClient.create(server.uri());
        var connection = client.connect()) {
      for (Object entry : connection.sync().command()) {
        String name = ((List<?>) entry).getFirst().toString().toUpperCase(Locale.ROOT);
        assertThat(KnownCommands.misspelt(name)).as(name).isEmpty();
      }
    }
  }

  @Test
  void aNameThatLooksLikeACommandIsMisspelt() {
    assertThat(KnownCommands.misspelt("GETT")).contains("did you mean \"GET\"?");
    assertThat(KnownCommands.misspelt("EXPRE")).contains("did you mean \"EXPIRE\"?");
    assertThat(KnownCommands.misspelt("ZRAGNE")).contains("did you mean \"ZRANGE\"?");
    assertThat(KnownCommands.misspelt("SADE")).contains("did you mean \"SADD\"?");
    assertThat(KnownCommands.misspelt("SETNXX")).contains("did you mean \"SETNX\"?");
    assertThat(KnownCommands.misspelt("INCRB")).contains("did you mean \"INCRBY\"?");
    assertThat(KnownCommands.misspelt("XNACK")).isEmpty();
    assertThat(KnownCommands.misspelt("GETRANKS")).isEmpty();
    assertThat(KnownCommands.misspelt("JSON.GET")).isEmpty();
    assertThat(KnownCommands.misspelt("FROBNICATE")).isEmpty();
  }
}
