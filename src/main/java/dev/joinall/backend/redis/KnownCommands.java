package dev.joinall.backend.redis;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The commands of Redis 8. */
final class KnownCommands {
  private static final List<String> NAMES =
      List.of(
          ("ACL APPEND ASKING AUTH BGREWRITEAOF BGSAVE BITCOUNT BITFIELD BITFIELD_RO"
                  + " BITOP BITPOS BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX"
                  + " BZPOPMIN CLIENT CLUSTER COMMAND CONFIG COPY DBSIZE DEBUG DECR DECRBY DEL"
                  + " DELEX DIGEST DISCARD DUMP ECHO EVAL EVALSHA EVALSHA_RO EVAL_RO EXEC"
                  + " EXISTS EXPIRE EXPIREAT EXPIRETIME FAILOVER FCALL FCALL_RO FLUSHALL"
                  + " FLUSHDB FUNCTION GEOADD GEODIST GEOHASH GEOPOS GEORADIUS"
                  + " GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH"
                  + " GEOSEARCHSTORE GET GETBIT GETDEL GETEX GETRANGE GETSET HDEL HELLO"
                  + " HEXISTS HEXPIRE HEXPIREAT HEXPIRETIME HGET HGETALL HGETDEL HGETEX"
                  + " HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET HPERSIST HPEXPIRE HPEXPIREAT"
                  + " HPEXPIRETIME HPTTL HRANDFIELD HSCAN HSET HSETEX HSETNX HSTRLEN HTTL"
                  + " HVALS INCR INCRBY INCRBYFLOAT INFO KEYS LASTSAVE LATENCY LCS LINDEX"
                  + " LINSERT LLEN LMOVE LMPOP LOLWUT LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET"
                  + " LTRIM MEMORY MGET MIGRATE MODULE MONITOR MOVE MSET MSETEX MSETNX MULTI"
                  + " OBJECT PERSIST PEXPIRE PEXPIREAT PEXPIRETIME PFADD PFCOUNT PFDEBUG"
                  + " PFMERGE PFSELFTEST PING PSETEX PSUBSCRIBE PSYNC PTTL PUBLISH PUBSUB"
                  + " PUNSUBSCRIBE QUIT RANDOMKEY READONLY READWRITE RENAME RENAMENX REPLCONF"
                  + " REPLICAOF RESET RESTORE ROLE RPOP RPOPLPUSH RPUSH RPUSHX SADD SAVE SCAN"
                  + " SCARD SCRIPT SDIFF SDIFFSTORE SELECT SET SETBIT SETEX SETNX SETRANGE"
                  + " SHUTDOWN SINTER SINTERCARD SINTERSTORE SISMEMBER SLAVEOF SLOWLOG"
                  + " SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SREM"
                  + " SSCAN SSUBSCRIBE STRLEN SUBSCRIBE SUBSTR SUNION SUNIONSTORE SUNSUBSCRIBE"
                  + " SWAPDB SYNC TIME TOUCH TTL TYPE UNLINK UNSUBSCRIBE UNWATCH VADD VCARD"
                  + " VDIM VEMB VGETATTR VINFO VISMEMBER VLINKS VRANDMEMBER VREM VSETATTR VSIM"
                  + " WAIT WAITAOF WATCH XACK XACKDEL XADD XAUTOCLAIM XCLAIM XDEL XDELEX"
                  + " XGROUP XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XSETID"
                  + " XTRIM ZADD ZCARD ZCOUNT ZDIFF ZDIFFSTORE ZINCRBY ZINTER ZINTERCARD"
                  + " ZINTERSTORE ZLEXCOUNT ZMPOP ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE"
                  + " ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX"
                  + " ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX"
                  + " ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION ZUNIONSTORE")
              .split(" ", -1));

  private KnownCommands() {}

  /**
   * Returns a hint if the name is unknown and similar to a known command. Newer servers, other
   * servers and modules have more commands, and their names are often one letter longer: {@code
   * XNACK}, {@code SICARD}. So a longer name is a mistake only if it doubles a letter: GETT.
   *
   * @param name in upper case
   */
  static Optional<String> misspelt(String name) {
    return NAMES.contains(name) || name.length() <= 2
        ? Optional.empty()
        : NAMES.stream()
            .filter(it -> isDoubled(name, it) || isOneEditAway(name, it))
            .findFirst()
            .map(it -> "did you mean \"" + it + "\"?");
  }

  /** Whether it is the known name with one doubled letter. */
  private static boolean isDoubled(String name, String known) {
    return name.length() == known.length() + 1
        && IntStream.range(1, name.length())
            .filter(at -> name.charAt(at) == name.charAt(at - 1))
            .anyMatch(at -> without(name, at).equals(known));
  }

  /** Whether one letter after the first is wrong or missing, or two adjacent ones are swapped. */
  private static boolean isOneEditAway(String name, String known) {
    int at = 0;
    while (at < Math.min(name.length(), known.length()) && name.charAt(at) == known.charAt(at)) {
      at++;
    }
    if (at == 0 || at == known.length()) {
      return false;
    }
    String rest = name.substring(at);
    if (name.length() + 1 == known.length()) {
      return rest.equals(known.substring(at + 1));
    }
    if (name.length() != known.length()) {
      return false;
    }
    String swapped =
        rest.length() < 2 ? rest : "" + rest.charAt(1) + rest.charAt(0) + rest.substring(2);
    return rest.substring(1).equals(known.substring(at + 1)) || swapped.equals(known.substring(at));
  }

  private static String without(String name, int at) {
    return name.substring(0, at) + name.substring(at + 1);
  }
}
