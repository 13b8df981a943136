package dev.joinall.backend.redis;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JSON Schemas of the values of common commands; the values of other commands are unknown. */
final class ReplySchemas {
  /** A string of the reply: a text, or with {@code as: json} any value. */
  private static final String STRING = "string";

  private static final Map<String, String> TYPES =
      Stream.of(
              type(STRING, "GET HGET GETRANGE LINDEX TYPE ECHO"),
              type("array", "MGET HMGET HKEYS HVALS LRANGE SMEMBERS SMISMEMBER SINTER SUNION"),
              type("array", "SDIFF KEYS ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE XRANGE"),
              type("array", "XREVRANGE ZMSCORE GEOPOS GEOSEARCH"),
              type("object", "HGETALL"),
              type("integer", "STRLEN EXISTS TTL PTTL HLEN LLEN SCARD ZCARD ZCOUNT XLEN BITCOUNT"),
              type("integer", "INCR DECR INCRBY DECRBY HINCRBY DEL UNLINK APPEND LPUSH RPUSH"),
              type("integer", "SADD SREM HDEL ZREM PUBLISH PFCOUNT"))
          .flatMap(it -> it.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private ReplySchemas() {}

  private static Map<String, String> type(String type, String names) {
    return Stream.of(names.split(" ", -1)).collect(Collectors.toMap(name -> name, name -> type));
  }

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
