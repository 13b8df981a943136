package dev.joinall.backend.redis;

import static dev.joinall.backend.WordTable.each;

import dev.joinall.backend.WordTable;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds words of common commands that the server would always refuse. */
final class CommandWords {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

  /** The positions of integers; the name is word 0. */
  private static final Map<String, List<Integer>> INTEGERS =
      WordTable.of(
          each(List.of(2), "EXPIRE PEXPIRE EXPIREAT PEXPIREAT SETEX PSETEX INCRBY DECRBY"),
          each(List.of(2), "LINDEX LREM"),
          each(List.of(3), "HINCRBY"),
          each(List.of(2, 3), "GETRANGE LRANGE LTRIM"));

  private static final Set<String> TIMES = Set.of("EX", "PX", "EXAT", "PXAT");
  private static final Set<String> COMPARISONS = Set.of("IFEQ", "IFNE", "IFDEQ", "IFDNE");
  private static final List<String> OPTIONS =
      Stream.of(TIMES, COMPARISONS, Set.of("NX", "XX", "GET", "KEEPTTL"))
          .flatMap(Set::stream)
          .toList();
  private static final String TIME =
      "a time is a number: [SET, key, value, EX, 60] is for 60 seconds, PX counts milliseconds";

  private CommandWords() {}

  /**
   * Reports wrong words.
   *
   * @param constant for each word, whether it contains no expression
   */
  static void check(RedisCommand command, List<Boolean> constant, Problems problems) {
    List<Tree> words = command.words();
    for (int at : INTEGERS.getOrDefault(command.name(), List.of())) {
      if (at < words.size() && constant.get(at)) {
        integer(words.get(at), command.name(), at, problems);
      }
    }
    if (command.name().equals("SET")) {
      options(words, constant, problems);
    }
  }

  private static void integer(Tree word, String command, int at, Problems problems) {
    if (text(word).filter(it -> !INTEGER.matcher(it).matches()).isPresent()) {
      problems.add(
          word,
          "the argument %d of %s is a whole number, this is %s".formatted(at, command, word.noun()),
          hint(command));
    }
  }

  private static String hint(String command) {
    return switch (command) {
      case "GETRANGE", "LRANGE", "LTRIM" -> "for example 0 and -1, from the first to the last";
      case "INCRBY", "HINCRBY" -> command + "FLOAT adds a fraction";
      case "DECRBY" -> "INCRBYFLOAT adds a fraction, also a negative one";
      case "LINDEX" -> "for example 0, the first item, or -1, the last one";
      case "LREM" -> "for example 0, for all items that are equal";
      default -> "times are numbers without a unit: EXPIRE counts seconds, PEXPIRE milliseconds";
    };
  }

  /** Stops at a computed option, because the words after it are unknown. */
  private static void options(List<Tree> words, List<Boolean> constant, Problems problems) {
    int at = 3;
    while (at < words.size() && constant.get(at)) {
      String option = text(words.get(at)).orElse("").toUpperCase(Locale.ROOT);
      boolean isTime = TIMES.contains(option);
      if (isTime && at + 1 < words.size() && constant.get(at + 1)) {
        Tree time = words.get(at + 1);
        if (text(time).filter(it -> !INTEGER.matcher(it).matches()).isPresent()) {
          problems.add(time, option + " of SET takes a whole number, this is " + time.noun(), TIME);
        }
      } else if (!isTime && isMistake(option)) {
        problems.add(
            words.get(at), "SET has no option " + text(words.get(at)).orElse("of this form"), TIME);
        return;
      }
      at += isTime || COMPARISONS.contains(option) ? 2 : 1;
    }
  }

  /**
   * Whether the option is a mistake: only a number, or a word similar to a known one, because
   * another server may have more options.
   */
  private static boolean isMistake(String option) {
    return !OPTIONS.contains(option)
        && (option.isEmpty()
            || Character.isDigit(option.charAt(0))
            || !Problems.nearest(option, OPTIONS, 1).isEmpty());
  }

  private static Optional<String> text(Tree word) {
    return word instanceof Tree.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }
}
