package dev.joinall.backend.redis;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides which commands a shared connection can carry. */
final class CommandNames {
  /** Names of module commands contain dots, such as JSON.GET. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

  private static final String WAITS = "it waits, and all calls on the connection would wait too";
  private static final String STATE = "it changes the connection, which other calls share";
  private static final String OPERATES = "it is for the operator of the server";

  /** Commands without an effect; all others count as effects. */
  private static final Set<String> READS =
      Set.of(
          ("GET MGET GETRANGE STRLEN EXISTS TYPE TTL PTTL KEYS SCAN DBSIZE PING ECHO TIME "
                  + "HGET HMGET HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HSCAN HRANDFIELD "
                  + "LRANGE LLEN LINDEX LPOS SMEMBERS SISMEMBER SMISMEMBER SCARD SRANDMEMBER "
                  + "SINTER SUNION SDIFF SSCAN ZRANGE ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE "
                  + "ZRANGEBYLEX ZSCORE ZMSCORE ZCARD ZCOUNT ZLEXCOUNT ZRANK ZREVRANK ZSCAN "
                  + "ZRANDMEMBER XRANGE XREVRANGE XLEN XREAD XINFO XPENDING BITCOUNT BITPOS GETBIT PFCOUNT GEODIST "
                  + "GEOHASH GEOPOS GEOSEARCH EVAL_RO EVALSHA_RO SORT_RO OBJECT MEMORY")
              .split(" "));

  private static final Map<String, String> REFUSED =
      WordTable.of(
          each(WAITS, "BLPOP BRPOP BRPOPLPUSH BLMOVE BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF"),
          each(STATE, "SUBSCRIBE UNSUBSCRIBE PSUBSCRIBE PUNSUBSCRIBE SSUBSCRIBE SUNSUBSCRIBE"),
          each(STATE, "MULTI EXEC WATCH UNWATCH DISCARD SELECT AUTH HELLO RESET QUIT CLIENT"),
          each(STATE, "MONITOR SYNC PSYNC REPLCONF ASKING READONLY READWRITE"),
          each(OPERATES, "SHUTDOWN DEBUG CONFIG"));

  private CommandNames() {}

  /**
   * @param name in upper case
   */
  static boolean isRead(String name) {
    return READS.contains(name);
  }

  /**
   * @param constant for each word, whether it contains no expression
   */
  static void check(RedisCommand command, List<Boolean> constant, Problems problems) {
    Tree first = command.words().getFirst();
    if (!(first instanceof Tree.Scalar scalar) || !constant.getFirst()) {
      problems.add(
          first, "a command's name can't be computed", "write it out, for example [GET, a]");
      return;
    }
    if (!NAME.matcher(scalar.text()).matches()) {
      problems.add(
          first,
          "this is not the name of a command",
          "write each word as an item of its own, for example [GET, a]");
      return;
    }
    KnownCommands.misspelt(command.name())
        .ifPresent(it -> problems.add(first, "there is no command " + command.name(), it));
    CommandWords.check(command, constant, problems);
    Arity.wrong(command.name(), command.words().size())
        .ifPresent(it ->
            problems.add(
                first, it, "each word is an item of the list, for example [HGET, key, field]"));
    String reason = REFUSED.get(command.name());
    if (reason != null) {
      problems.add(first, command.name() + " can't be used here", reason);
    }
    if (command.name().equals("XREAD") || command.name().equals("XREADGROUP")) {
      checkDoesNotBlock(command, constant, problems);
    }
  }

  /**
   * Checks that no option makes the command wait. All options are known, and an expression can't be
   * an option.
   */
  private static void checkDoesNotBlock(
      RedisCommand command, List<Boolean> constant, Problems problems) {
    List<Tree> words = command.words();
    int at = 1;
    while (at < words.size()) {
      String option = constant.get(at) ? RedisCommand.upper(words.get(at)) : "";
      switch (option) {
        case "STREAMS" -> {
          return;
        }
        case "NOACK" -> at += 1;
        case "COUNT" -> at += 2;
        case "GROUP" -> at += 3;
        case "BLOCK" -> {
          problems.add(words.get(at), command.name() + " can't be used with BLOCK", WAITS);
          return;
        }
        default -> {
          problems.add(
              words.get(at),
              "expected an option of " + command.name(),
              "write out COUNT, GROUP, NOACK and STREAMS");
          return;
        }
      }
    }
  }
}
