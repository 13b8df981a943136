package dev.joinall.ops;

import dev.joinall.backend.Fault;
import dev.joinall.run.Outcome;
import java.util.Optional;

/** What logs and traces may say of an outcome: one line, of bounded length, and no value. */
final class Told {
  private static final int LONGEST_DETAIL = 200;

  private Told() {}

  /** Why, if that is known. An expression's own words are left out: they may quote a value. */
  static Optional<String> detail(Outcome outcome) {
    return outcome
        .fault()
        .filter(fault -> fault.type() != Fault.Type.INVALID)
        .map(Fault::detail)
        .map(Told::line);
  }

  private static String line(String text) {
    String cut = text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) + "..." : text;
    return cut.replaceAll("\\p{Cntrl}+", " ");
  }
}
