package dev.joinall.template;

import dev.cel.common.values.CelByteString;
import dev.cel.runtime.ConcatenatedListView;
import java.util.Collection;
import java.util.Map;

/**
 * What a function of an expression costs, by its arguments, before it runs. One element is about
 * ten nanoseconds.
 */
@FunctionalInterface
interface Cost {
  /** Of evaluating one node of an expression. */
  int STEP = 12;

  /** Of an exception that CEL makes and tolerates. */
  int FAILURE = 1_500;

  /** Characters that are gone over, one by one, in the time of an element. */
  int CHARACTERS = 8;

  /** Characters that are compared or copied, many at once, in that time. */
  int COMPARED = 64;

  /** In bytes, of a list, a map or a text, beside what it holds. */
  int OBJECT = 48;

  /** In bytes, of a place in a list. */
  int PLACE = 8;

  /** In bytes, of an entry of a map. */
  int ENTRY = 48;

  /** In characters, of a text that is read as a number; JSON's have no more. */
  int MAX_NUMBER = 1_000;

  /** In characters, of a text that is read as a date, a duration or a time zone. */
  int MAX_DATE = 100;

  /** Of reading one character of these. */
  int DATE_CHARACTER = 8;

  void charge(Object[] arguments);

  /** The same whatever the arguments are. */
  Cost CONSTANT = arguments -> {};

  /** Goes over all that the arguments hold: characters, bytes, elements. */
  Cost LINEAR = arguments -> Meter.look(sum(arguments));

  /** The same, and makes as much again. */
  Cost COPY =
      arguments -> {
        Meter.look(sum(arguments));
        Meter.make(bytes(arguments));
      };

  /** Compares texts or bytes: no further than the shorter one reaches. */
  Cost COMPARE =
      arguments -> Meter.look(ofCompared(Math.min(length(arguments[0]), length(arguments[1]))));

  /** Reads a text as a number, or as a word. */
  Cost WORD = arguments -> word(arguments, MAX_NUMBER, 1);

  /** Reads a text as a date, a duration or a time zone. */
  Cost DATE = arguments -> word(arguments, MAX_DATE, DATE_CHARACTER);

  /** The function charges what it does, while it does so. */
  Cost OWN = arguments -> {};

  /** Adds to a list, which a comprehension does to its own without copying it. */
  Cost APPEND =
      arguments -> {
        int mine = arguments[0] instanceof ConcatenatedListView ? 1 : items(arguments[0]);
        int more = items(arguments[1]);
        Meter.look(1L + mine + more);
        Meter.make(OBJECT + (long) PLACE * (mine + more));
      };

  /** Makes as many elements as its argument says. */
  Cost COUNT =
      arguments -> {
        long count = arguments[0] instanceof Long number ? Math.max(0, number) : 0;
        Meter.look(count);
        Meter.make(Math.min(count, Integer.MAX_VALUE) * 3L * PLACE);
      };

  /** Is given the exception where its argument fails. */
  Cost TOLERANT =
      arguments -> {
        if (arguments[0] instanceof Exception) {
          Meter.look(FAILURE);
        }
      };

  /** The same, two times. */
  static Cost twice(Cost cost) {
    return arguments -> {
      cost.charge(arguments);
      cost.charge(arguments);
    };
  }

  static long ofText(long length) {
    return 1 + length / CHARACTERS;
  }

  static long ofCompared(long length) {
    return length / COMPARED;
  }

  private static long sum(Object[] arguments) {
    long sum = 0;
    for (Object argument : arguments) {
      sum += size(argument);
    }
    return sum;
  }

  private static long size(Object argument) {
    return switch (argument) {
      case Collection<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> ofText(length(argument));
    };
  }

  private static long bytes(Object[] arguments) {
    long bytes = OBJECT;
    for (Object argument : arguments) {
      bytes +=
          argument instanceof Collection<?> list ? (long) list.size() * PLACE : length(argument);
    }
    return bytes;
  }

  private static void word(Object[] arguments, int max, int each) {
    for (Object argument : arguments) {
      if (length(argument) > max) {
        throw new IllegalArgumentException("a text of more than " + max + " characters");
      }
      Meter.look(STEP + each * length(argument));
    }
  }

  private static int items(Object argument) {
    return argument instanceof Collection<?> list ? list.size() : 0;
  }

  private static long length(Object argument) {
    return switch (argument) {
      case String text -> text.length();
      case CelByteString bytes -> bytes.size();
      default -> 0;
    };
  }
}
