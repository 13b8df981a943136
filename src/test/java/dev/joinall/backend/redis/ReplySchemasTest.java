package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.json.JsonSchema;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.StepFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schemas of values, compared with the replies of a real server. */
class ReplySchemasTest {
  private static final List<String> WRITES =
      List.of(
          "SET, s, abc",
          "HSET, h, f, v",
          "RPUSH, l, a, b",
          "SADD, u, a, b",
          "ZADD, z, 1.5, a",
          "XADD, x, 1-1, f, v",
          "GEOADD, g, 13.3, 38.1, p");

  private static final List<String> COMMANDS =
      List.of(
          "GET, s",
          "HGET, h, f",
          "GETRANGE, s, 0, 0",
          "LINDEX, l, 0",
          "TYPE, l",
          "ECHO, x",
          "MGET, s, no",
          "HMGET, h, f, no",
          "HKEYS, h",
          "HVALS, h",
          "LRANGE, l, 0, -1",
          "SMEMBERS, u",
          "SMISMEMBER, u, a, c",
          "SINTER, u, u",
          "SUNION, u",
          "SDIFF, u, no",
          "KEYS, s*",
          "ZRANGE, z, 0, -1",
          "ZRANGE, z, 0, -1, WITHSCORES",
          "ZREVRANGE, z, 0, -1",
          "ZRANGEBYSCORE, z, 0, 99",
          "ZREVRANGEBYSCORE, z, 99, 0",
          "XRANGE, x, \"-\", \"+\"",
          "XREVRANGE, x, \"+\", \"-\"",
          "ZMSCORE, z, a, no",
          "GEOPOS, g, p",
          "GEOSEARCH, g, FROMMEMBER, p, BYRADIUS, 1, km",
          "HGETALL, h",
          "STRLEN, s",
          "EXISTS, no",
          "TTL, s",
          "PTTL, s",
          "HLEN, h",
          "LLEN, l",
          "SCARD, u",
          "ZCARD, z",
          "ZCOUNT, z, 0, 9",
          "XLEN, x",
          "BITCOUNT, s",
          "INCR, n",
          "DECR, n",
          "INCRBY, n, 2",
          "DECRBY, n, 1",
          "HINCRBY, i, f, 1",
          "APPEND, a, x",
          "LPUSH, m, a",
          "RPUSH, m, a",
          "SADD, w, a",
          "SREM, w, a",
          "HDEL, i, f",
          "ZREM, z, no",
          "PUBLISH, c, m",
          "PFCOUNT, p",
          "DEL, n",
          "UNLINK, n");

  @Test
  void aReplyFitsTheSchemaOfItsCommand() {
    try (var redis = RedisServerFixture.start();
        var hub = new Hub(Transport.best());
        var fixture =
            new StepFixture(
                "{kind: redis, uri: \"%s\", timeout: 9s, pool: {acquire-timeout: 9s}}"
                    .formatted(redis.uri()),
                hub,
                RedisBackend::new)) {
      WRITES.forEach(it -> fixture.run("command: [" + it + "]"));
      for (String command : COMMANDS) {
        String name = command.substring(0, command.indexOf(','));
        String schema = ReplySchemas.of(name, RedisCommand.As.TEXT);
        assertThat(schema).as(name).isNotEqualTo("{}");
        Json value = fixture.run("command: [" + command + "]").orElseThrow();
        assertThat(JsonSchema.compile(Json.parse(schema.getBytes(UTF_8))).validate(value))
            .as(command)
            .isEmpty();
      }
    }
  }
}
