package dev.joinall.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.cache.SharedValues;
import dev.joinall.security.SharedBuckets;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of a script is sent once, and again to a server that has forgotten it. */
class ScriptTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void aScriptIsCalledByItsHashUnlessTheServerDoesNotKnowIt() {
    try (var redis = RedisServerFixture.start();
        var hub = new Hub(Transport.best());
        var backend = backend(redis, hub)) {
      var buckets = (SharedBuckets) backend.backend();
      for (int i = 0; i < 5; i++) {
        assertThat(take(buckets).allowed()).isTrue();
      }
      assertThat(calls(redis, "eval")).isEqualTo(1);
      assertThat(calls(redis, "evalsha")).isEqualTo(5);

      redis.run(List.of("SCRIPT FLUSH"));
      long before = take(buckets).debt();
      assertThat(take(buckets).debt()).isGreaterThan(before);
      assertThat(calls(redis, "eval")).isEqualTo(2);
      assertThat(calls(redis, "evalsha")).isEqualTo(7);
    }
  }

  @Test
  void theScriptsOfASharedCacheAreReloadedAfterAFlush() {
    try (var redis = RedisServerFixture.start();
        var hub = new Hub(Transport.best());
        var backend = backend(redis, hub)) {
      SharedValues cache = ((SharedValues.Owner) backend.backend()).sharedValues();
      for (int i = 0; i < 3; i++) {
        redis.run(List.of("SCRIPT FLUSH"));
        byte[] value = {(byte) i, '\r', '\n', -1};
        assertThat(find(cache, "me").holder()).isEqualTo("me");
        assertThat(find(cache, "you").holder()).isEqualTo("me");
        cache.renewLock("k", "me", "later", Duration.ofMinutes(1)).block(SOON);
        cache.put("k", "later", new SharedValues.Stored(value, 60_000, 60_000)).block(SOON);
        assertThat(find(cache, "").value()).isEqualTo(value);
        redis.run(List.of("DEL joinall:cache:{k}"));
      }
      assertThat(calls(redis, "eval")).isEqualTo(9);
      assertThat(calls(redis, "evalsha")).isEqualTo(15);
    }
  }

  private static StepFixture backend(RedisServerFixture redis, Hub hub) {
    return new StepFixture(
        "{kind: redis, uri: \"%s\", timeout: 9s, pool: {acquire-timeout: 9s}}"
            .formatted(redis.uri()),
        hub,
        RedisBackend::new);
  }

  private static SharedValues.Found find(SharedValues cache, String owner) {
    return cache.find("k", owner, Duration.ofMinutes(1), false).blockOptional(SOON).orElseThrow();
  }

  private static SharedBuckets.Taken take(SharedBuckets buckets) {
    return buckets.take("a", 60_000_000, 3_600_000_000L).blockOptional(SOON).orElseThrow();
  }

  private static int calls(RedisServerFixture redis, String command) {
    return redis
        .ask("INFO commandstats")
        .getFirst()
        .lines()
        .filter(it -> it.startsWith("cmdstat_" + command + ":"))
        .map(it -> Integer.parseInt(it.replaceAll("[^:]+:calls=(\\d+),.*", "$1")))
        .findFirst()
        .orElse(0);
  }
}
