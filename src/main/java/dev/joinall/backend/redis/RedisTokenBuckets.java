package dev.joinall.backend.redis;

import dev.joinall.json.Json;
import dev.joinall.security.SharedBuckets.Taken;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Token buckets as keys of Redis. A key holds the time at which its bucket is full again, by the
 * clock of the server (the generic cell rate algorithm), and expires then. One script reads and
 * writes it, so replicas can't lose each other's counts.
 */
final class RedisTokenBuckets {
  private static final String PREFIX = "joinall:limit:";

  private static final Script SCRIPT =
      Script.of(
          1,
          """
          local time = redis.call('TIME')
          local now = time[1] * 1000000 + time[2]
          local before = math.max(0, tonumber(redis.call('GET', KEYS[1]) or '0') - now)
          local debt = before + tonumber(ARGV[1])
          if debt > tonumber(ARGV[2]) then return {0, before} end
          local full = string.format('%.0f', now + debt)
          redis.call('SET', KEYS[1], full, 'PX', math.ceil(debt / 1000))
          return {1, debt}
          """);

  private RedisTokenBuckets() {}

  static Mono<Json> take(
      RedisTopology servers, Supplier<ReplyJson> reply, String key, long cost, long capacity) {
    return SCRIPT.call(servers, reply, PREFIX + key, cost, capacity);
  }

  static Taken read(Json reply) {
    List<Json> parts = reply.elements();
    return new Taken(number(parts.get(0)) == 1, number(parts.get(1)));
  }

  private static long number(Json part) {
    return Long.parseLong(part.toString());
  }
}
