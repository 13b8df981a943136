package dev.joinall.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a task does: one call of a backend, or something that needs none. Trees are templates, not
 * yet compiled.
 */
public sealed interface Operation {
  /** Where the operation is written. */
  Tree where();

  /**
   * Whether running it may change something outside. An effect is never on a GET route, is retried
   * only where it is declared idempotent, and is not cut off once it is under way. Not known here
   * of an aggregation: its tasks tell.
   */
  boolean effect();

  enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE
  }

  /** How an answer that isn't declared to be JSON becomes a value. */
  enum As {
    JSON,
    TEXT,
    BASE64
  }

  /**
   * One HTTP request.
   *
   * @param query by name; null arguments are left out
   * @param accept statuses that are a success; empty means any 2xx
   */
  record HttpCall(
      Tree where,
      Method method,
      Tree path,
      Map<String, Tree> query,
      Map<String, Tree> headers,
      Optional<Tree> body,
      Set<Integer> accept,
      As as)
      implements Operation {
    @Override
    public boolean effect() {
      return method != Method.GET && method != Method.HEAD;
    }
  }

  /** A MongoDB operation on one collection, with the arguments that its verb knows. */
  record MongoCall(Tree where, Verb verb, String collection, Map<String, Tree> arguments)
      implements Operation {

    /** What can be asked of a collection, and by which arguments. */
    public enum Verb {
      FIND_ONE,
      FIND,
      AGGREGATE,
      COUNT,
      DISTINCT,
      INSERT_ONE,
      UPDATE_ONE,
      DELETE_ONE;

      List<String> arguments() {
        return switch (this) {
          case FIND_ONE -> List.of("filter", "projection", "sort");
          case FIND -> List.of("filter", "projection", "sort", "limit", "skip");
          case AGGREGATE -> List.of("pipeline");
          case COUNT -> List.of("filter", "limit");
          case DISTINCT -> List.of("field", "filter");
          case INSERT_ONE -> List.of("document");
          case UPDATE_ONE -> List.of("filter", "update", "upsert");
          case DELETE_ONE -> List.of("filter");
        };
      }
    }

    @Override
    public boolean effect() {
      return switch (verb) {
        case FIND_ONE, FIND, AGGREGATE, COUNT, DISTINCT -> false;
        case INSERT_ONE, UPDATE_ONE, DELETE_ONE -> true;
      };
    }
  }

  /**
   * One Redis command.
   *
   * @param words the command's name, then its arguments; at least one
   */
  record RedisCommand(Tree where, List<Tree> words, As as) implements Operation {
    /** Commands that only read; every other one counts as an effect. */
    private static final Set<String> READS =
        Set.of(
            ("GET MGET GETRANGE STRLEN EXISTS TYPE TTL PTTL KEYS SCAN DBSIZE PING ECHO TIME "
                    + "HGET HMGET HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HSCAN HRANDFIELD "
                    + "LRANGE LLEN LINDEX LPOS SMEMBERS SISMEMBER SMISMEMBER SCARD SRANDMEMBER "
                    + "SINTER SUNION SDIFF SSCAN ZRANGE ZRANGEBYSCORE ZREVRANGE ZREVRANGEBYSCORE "
                    + "ZRANGEBYLEX ZSCORE ZMSCORE ZCARD ZCOUNT ZLEXCOUNT ZRANK ZREVRANK ZSCAN "
                    + "ZRANDMEMBER XRANGE XREVRANGE XLEN BITCOUNT BITPOS GETBIT PFCOUNT GEODIST "
                    + "GEOHASH GEOPOS GEOSEARCH EVAL_RO EVALSHA_RO SORT_RO OBJECT MEMORY")
                .split(" "));

    public String name() {
      return words.getFirst() instanceof Tree.Scalar scalar
          ? scalar.text().toUpperCase(Locale.ROOT)
          : "";
    }

    @Override
    public boolean effect() {
      return !READS.contains(name());
    }
  }

  /**
   * One mail. Addresses are lists of templates; at least one recipient.
   *
   * @param text and {@code html}: at least one of the two
   */
  record Mail(
      Tree where,
      Tree from,
      List<Tree> to,
      List<Tree> cc,
      List<Tree> bcc,
      List<Tree> replyTo,
      Tree subject,
      Optional<Tree> text,
      Optional<Tree> html)
      implements Operation {
    @Override
    public boolean effect() {
      return true;
    }
  }

  /**
   * Another aggregation of the file, with what its inputs get, by name.
   *
   * @param where its name
   */
  record Aggregation(
      Tree where,
      String name,
      Map<String, Tree> path,
      Map<String, Tree> query,
      Map<String, Tree> header,
      Optional<Tree> body)
      implements Operation {
    @Override
    public boolean effect() {
      return false;
    }
  }

  /** A value that is computed from others; needs no backend. */
  record Value(Tree where) implements Operation {
    @Override
    public boolean effect() {
      return false;
    }
  }
}
