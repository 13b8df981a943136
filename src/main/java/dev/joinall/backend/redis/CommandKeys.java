package dev.joinall.backend.redis;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of a command that are keys; the name is word 0. A server of a cluster redirects a
 * command with wrong positions.
 *
 * @param first the first key; 0 if there is none
 * @param last the last key; a negative number counts from the end
 * @param step from one key to the next
 */
record CommandKeys(int first, int last, int step) {
  static final CommandKeys NONE = new CommandKeys(0, 0, 1);

  /** All words after the name. */
  static final CommandKeys ALL = new CommandKeys(1, -1, 1);

  private static final CommandKeys SECOND = new CommandKeys(1, 1, 1);
  private static final CommandKeys THIRD = new CommandKeys(2, 2, 1);

  /** The position of the number of keys; the keys follow it. */
  private static final Map<String, Integer> COUNTED =
      WordTable.of(
          each(1, "ZUNION ZINTER ZDIFF ZINTERCARD SINTERCARD LMPOP ZMPOP"),
          each(2, "EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO"));

  private static final Map<String, CommandKeys> KNOWN =
      WordTable.of(
          each(NONE, "PING ECHO TIME PUBLISH LASTSAVE INFO COMMAND PUBSUB ROLE LOLWUT ACL"),
          each(NONE, "MODULE CLUSTER SLOWLOG LATENCY"),
          each(ALL, "MGET DEL UNLINK EXISTS TOUCH SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE"),
          each(ALL, "SDIFFSTORE PFCOUNT PFMERGE"),
          each(new CommandKeys(1, -1, 2), "MSET MSETNX"),
          each(new CommandKeys(1, -2, 1), "JSON.MGET"),
          each(new CommandKeys(1, 2, 1), "RENAME RENAMENX COPY SMOVE RPOPLPUSH LMOVE"),
          each(new CommandKeys(1, 2, 1), "ZRANGESTORE GEOSEARCHSTORE LCS"),
          each(new CommandKeys(2, -1, 1), "BITOP"),
          each(THIRD, "OBJECT MEMORY XINFO XGROUP"));

  /** Commands that only one arbitrary server would run. */
  private static final Set<String> ONE_SERVER =
      Set.of("KEYS SCAN DBSIZE RANDOMKEY FLUSHALL FLUSHDB SCRIPT FUNCTION SWAPDB MOVE".split(" "));

  static CommandKeys of(RedisCommand command) {
    List<Tree> words = command.words();
    Integer counter = COUNTED.get(command.name());
    if (counter != null) {
      return counted(words, counter);
    }
    if (command.name().equals("XREAD") || command.name().equals("XREADGROUP")) {
      return streams(words);
    }
    CommandKeys defaultKeys = words.size() > 1 ? SECOND : NONE;
    return KNOWN.getOrDefault(command.name(), defaultKeys);
  }

  /** A computed number may be 0; then any word can determine the slot, so the next one does. */
  private static CommandKeys counted(List<Tree> words, int counter) {
    String number = counter < words.size() ? RedisCommand.upper(words.get(counter)) : "0";
    boolean isWritten = number.matches("[0-9]{1,6}");
    int count = isWritten ? Integer.parseInt(number) : 1;
    return count == 0 || counter + 1 >= words.size()
        ? NONE
        : new CommandKeys(counter + 1, counter + count, 1);
  }

  /** After {@code STREAMS}, the first half of the words are keys, and the rest are ids. */
  private static CommandKeys streams(List<Tree> words) {
    for (int i = 1; i + 1 < words.size(); i++) {
      if (RedisCommand.upper(words.get(i)).equals("STREAMS")) {
        return new CommandKeys(i + 1, i + (words.size() - i - 1) / 2, 1);
      }
    }
    return NONE;
  }

  static boolean isOfOneServer(String name) {
    return ONE_SERVER.contains(name);
  }

  boolean areNone() {
    return first == 0;
  }

  /**
   * The position of the last key.
   *
   * @param words of the command, with its name
   */
  int last(int words) {
    return Math.min(last < 0 ? words + last : last, words - 1);
  }
}
