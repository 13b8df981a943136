package dev.joinall.backend.redis;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The number of words of common commands, including their names, as in Redis' {@code COMMAND INFO}:
 * a negative number is the minimum. Other commands are not checked.
 */
final class Arity {
  private static final Map<String, Integer> WORDS =
      Stream.of(
              words(2, "GET STRLEN TYPE TTL PTTL KEYS HGETALL HKEYS HVALS HLEN LLEN SMEMBERS"),
              words(2, "SCARD ZCARD XLEN GETDEL PERSIST INCR DECR"),
              words(3, "HGET HEXISTS HSTRLEN LINDEX SISMEMBER ZSCORE GETBIT SETNX GETSET APPEND"),
              words(3, "INCRBY INCRBYFLOAT DECRBY PUBLISH RENAME"),
              words(4, "GETRANGE LRANGE ZCOUNT SETEX PSETEX HINCRBY LREM LTRIM ZINCRBY SETBIT"),
              words(-2, "MGET EXISTS SCAN SRANDMEMBER SINTER SUNION SDIFF BITCOUNT PFCOUNT DEL"),
              words(-2, "UNLINK LPOP RPOP PFADD"),
              words(-3, "HMGET HSCAN LPOS SMISMEMBER SSCAN ZMSCORE ZRANK ZREVRANK SET MSET EXPIRE"),
              words(-3, "PEXPIRE EXPIREAT HDEL LPUSH RPUSH SADD SREM ZREM EVAL EVALSHA"),
              words(-4, "ZRANGE ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE XRANGE XREAD HSET ZADD"),
              words(-5, "XADD"))
          .flatMap(it -> it.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private Arity() {}

  private static Map<String, Integer> words(int count, String names) {
    return Stream.of(names.split(" ", -1)).collect(Collectors.toMap(name -> name, name -> count));
  }

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
