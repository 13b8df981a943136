package dev.joinall.backend.redis;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import java.util.Map;

/** JSON Schemas of the values of common commands; the values of other commands are unknown. */
final class ReplySchemas {
  /** A string of the reply: a text, or with {@code as: json} any value. */
  private static final String STRING = "string";

  private static final Map<String, String> TYPES =
      WordTable.of(
          each(STRING, "GET HGET GETRANGE LINDEX TYPE ECHO"),
          each("array", "MGET HMGET HKEYS HVALS LRANGE SMEMBERS SMISMEMBER SINTER SUNION"),
          each("array", "SDIFF KEYS ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE XRANGE"),
          each("array", "XREVRANGE ZMSCORE GEOPOS GEOSEARCH"),
          each("object", "HGETALL"),
          each("integer", "STRLEN EXISTS TTL PTTL HLEN LLEN SCARD ZCARD ZCOUNT XLEN BITCOUNT"),
          each("integer", "INCR DECR INCRBY DECRBY HINCRBY DEL UNLINK APPEND LPUSH RPUSH"),
          each("integer", "SADD SREM HDEL ZREM PUBLISH PFCOUNT"));

  private ReplySchemas() {}

  /**
   * The schema of a value.
   *
   * @param name in upper case
   */
  static String of(String name, RedisCommand.As as) {
    String type = TYPES.getOrDefault(name, "");
    return type.isEmpty() || (type.equals(STRING) && as == RedisCommand.As.JSON)
        ? "{}"
        : "{\"type\": \"" + type + "\"}";
  }
}
