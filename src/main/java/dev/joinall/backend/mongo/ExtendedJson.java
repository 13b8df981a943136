package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds values in the syntax of other tools: texts of the shell, and MongoDB's extended JSON, such
 * as {@code {$date: ...}}. For the server this is an object with an unusual key, which equals
 * nothing.
 */
final class ExtendedJson {
  private static final String NUMBER = "a number is written as it is, such as 12.50";

  private static final Map<String, String> INSTEAD =
      Map.of(
          "$date",
          "write ${date('2026-01-31T00:00:00Z')}",
          "$oid",
          "write ${objectId('65a000000000000000000001')}",
          "$uuid",
          "write ${uuid('6ba7b810-9dad-41d1-80b4-00c04fd430c8')}",
          "$binary",
          "write ${binary('aGVsbG8=')}",
          "$numberInt",
          NUMBER,
          "$numberLong",
          NUMBER,
          "$numberDouble",
          NUMBER,
          "$numberDecimal",
          NUMBER);

  private ExtendedJson() {}

  static boolean isKey(String name) {
    return INSTEAD.containsKey(name);
  }

  static void check(Tree tree, Problems problems) {
    switch (tree) {
      case Tree.Scalar scalar -> ShellTexts.check(scalar, problems);
      case Tree.Sequence sequence -> sequence.items().forEach(it -> check(it, problems));
      case Tree.Mapping mapping ->
          mapping
              .entries()
              .forEach((name, value) -> {
                @Nullable String instead = INSTEAD.get(name);
                if (instead != null) {
                  problems.add(
                      value, "\"" + name + "\" is extended JSON, which is not read here", instead);
                } else {
                  check(value, problems);
                }
              });
    }
  }
}
