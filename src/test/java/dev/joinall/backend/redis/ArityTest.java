package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.RedisServerFixture;
import io.lettuce.core.RedisClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The numbers of words of commands, compared with a real server. */
class ArityTest {

  @Test
  void aServerTakesNoFewerWordsAndNoMore() {
    Map<String, Integer> told = new TreeMap<>();
    try (var server = RedisServerFixture.start();
        var client = RedisClient.create(server.uri());
        var connection = client.connect()) {
      String[] names = Arity.all().keySet().toArray(String[]::new);
      for (Object entry : connection.sync().commandInfo(names)) {
        List<?> info = (List<?>) entry;
        told.put(info.get(0).toString().toUpperCase(Locale.ROOT), ((Long) info.get(1)).intValue());
      }
    }

    assertThat(told).hasSameSizeAs(Arity.all());
    told.forEach((name, words) -> {
      assertThat(Arity.wrong(name, Math.abs(words))).as(name).isEmpty();
      assertThat(Arity.wrong(name, Math.abs(words) - 1)).as(name).isPresent();
      if (words < 0) {
        assertThat(Arity.wrong(name, 100)).as(name).isEmpty();
      }
    });
  }
}
