package dev.joinall.template;

import dev.cel.common.values.CelByteString;
import dev.cel.runtime.ConcatenatedListView;
import java.util.Collection;
import java.util.Map;

/**
 * The cost of a function of an expression, computed from its arguments before it runs. One element
 * is about ten nanoseconds.
 */
@FunctionalInterface
interface Cost {
  /** The cost of evaluating one node of an expression. */
  int STEP = 15;

  /** The cost of an exception that CEL throws and tolerates. */
  int FAILURE = 1_500;

  /** The number of characters that can be read one by one per element. */
  int CHARACTERS = 8;

  /** The number of characters that can be compared or copied in bulk per element. */
  int COMPARED = 64;

  /** In bytes: the size of a list, a map or a text, without its contents. */
  int OBJECT = 48;

  /** In bytes: the size of a position in a list. */
  int PLACE = 8;

  /** In bytes: the size of an entry of a map. */
  int ENTRY = 48;

  /** In characters: the maximum of a text that is parsed as a number, as in JSON. */
  int MAX_NUMBER = 1_000;

  /** In characters: the maximum of a text that is parsed as a date, a duration or a time zone. */
  int MAX_DATE = 100;

  /** The cost of parsing one character of a date, a duration or a time zone. */
  int DATE_CHARACTER = 8;

  void charge(Object[] arguments);

  /** Independent of the arguments. */
  Cost CONSTANT = arguments -> {};

  /** Linear in all contents of the arguments: characters, bytes, elements. */
  Cost LINEAR = arguments -> Meter.chargeElements(sum(arguments));

  /** Linear, and creates the same number of bytes. */
  Cost COPY =
      arguments -> {
        Meter.chargeElements(sum(arguments));
        Meter.chargeBytes(bytes(arguments));
      };

  /** Compares texts or bytes up to the length of the shorter one. */
  Cost COMPARE =
      arguments ->
          Meter.chargeElements(ofCompared(Math.min(length(arguments[0]), length(arguments[1]))));

  /** Parses a text as a number, or as a word. */
  Cost WORD = arguments -> word(arguments, MAX_NUMBER, 1);

  /** Parses a text as a date, a duration or a time zone. */
  Cost DATE = arguments -> word(arguments, MAX_DATE, DATE_CHARACTER);

  /** The function itself charges while it runs. */
  Cost OWN = arguments -> {};

  /** Appends to a list; a comprehension appends to its own list without a copy. */
  Cost APPEND =
      arguments -> {
        int mine = arguments[0] instanceof ConcatenatedListView ? 1 : items(arguments[0]);
        int more = items(arguments[1]);
        Meter.chargeElements(1L + mine + more);
        Meter.chargeBytes(OBJECT + (long) PLACE * (mine + more));
      };

  /** Creates as many elements as the value of its argument. */
  Cost COUNT =
      arguments -> {
        long count = arguments[0] instanceof Long number ? Math.max(0, number) : 0;
        Meter.chargeElements(count);
        Meter.chargeBytes(Math.min(count, Integer.MAX_VALUE) * 3L * PLACE);
      };

  /** Receives the exception if its argument fails. */
  Cost TOLERANT =
      arguments -> {
        if (arguments[0] instanceof Exception) {
          Meter.chargeElements(FAILURE);
        }
      };

  /** Twice that cost. */
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
      Meter.chargeElements(STEP + each * length(argument));
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
