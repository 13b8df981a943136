package dev.joinall.backend.redis;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import java.util.Map;
import java.util.Optional;

/**
 * The number of words of common commands, including their names, as in Redis' {@code COMMAND INFO}:
 * a negative number is the minimum. Other commands are not checked.
 */
final class Arity {
  private static final Map<String, Integer> WORDS =
      WordTable.of(
          each(2, "GET STRLEN TYPE TTL PTTL KEYS HGETALL HKEYS HVALS HLEN LLEN SMEMBERS"),
          each(2, "SCARD ZCARD XLEN GETDEL PERSIST INCR DECR"),
          each(3, "HGET HEXISTS HSTRLEN LINDEX SISMEMBER ZSCORE GETBIT SETNX GETSET APPEND"),
          each(3, "INCRBY INCRBYFLOAT DECRBY PUBLISH RENAME"),
          each(4, "GETRANGE LRANGE ZCOUNT SETEX PSETEX HINCRBY LREM LTRIM ZINCRBY SETBIT"),
          each(-2, "MGET EXISTS SCAN SRANDMEMBER SINTER SUNION SDIFF BITCOUNT PFCOUNT DEL"),
          each(-2, "UNLINK LPOP RPOP PFADD"),
          each(-3, "HMGET HSCAN LPOS SMISMEMBER SSCAN ZMSCORE ZRANK ZREVRANK SET MSET EXPIRE"),
          each(-3, "PEXPIRE EXPIREAT HDEL LPUSH RPUSH SADD SREM ZREM EVAL EVALSHA"),
          each(-4, "ZRANGE ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE XRANGE XREAD HSET ZADD"),
          each(-5, "XADD"));

  private Arity() {}

  /** Describes the expected number, if a command can't have this many words. */
  static Optional<String> wrong(String name, int words) {
    Integer known = WORDS.get(name);
    if (known == null || words == known || (known < 0 && words >= -known)) {
      return Optional.empty();
    }
    int arguments = Math.abs(known) - 1;
    return Optional.of(
        "%s has %s%d %s, got %d"
            .formatted(
                name,
                known < 0 ? "at least " : "",
                arguments,
                arguments == 1 ? "argument" : "arguments",
                words - 1));
  }

  /** All checked commands and their numbers. */
  static Map<String, Integer> all() {
    return WORDS;
  }
}
