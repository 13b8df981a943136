package dev.joinall.backend.mongo;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.Map;
import java.util.Set;

/**
 * The keys of stages that have a fixed set. Reports only keys similar to a known one, because a
 * newer server may have more.
 */
final class StageKeys {
  private static final Map<String, Set<String>> KEYS =
      Map.ofEntries(
          keys("$lookup", "from localField foreignField let pipeline as"),
          keys(
              "$graphLookup",
              "from startWith connectFromField connectToField as maxDepth depthField"
                  + " restrictSearchWithMatch"),
          keys("$unwind", "path includeArrayIndex preserveNullAndEmptyArrays"),
          keys("$bucket", "groupBy boundaries default output"),
          keys("$bucketAuto", "groupBy buckets output granularity"),
          keys("$unionWith", "coll pipeline"),
          keys("$replaceRoot", "newRoot"),
          keys("$sample", "size"),
          keys("$setWindowFields", "partitionBy sortBy output"),
          keys("$fill", "partitionBy partitionByFields sortBy output"),
          keys("$densify", "field partitionByFields range"));

  private StageKeys() {}

  private static Map.Entry<String, Set<String>> keys(String stage, String names) {
    return Map.entry(stage, Set.of(names.split(" ", -1)));
  }

  static void check(String stage, Tree body, Problems problems) {
    Set<String> known = KEYS.getOrDefault(stage, Set.of());
    if (known.isEmpty() || !(body instanceof Tree.Mapping mapping)) {
      return;
    }
    mapping
        .entries()
        .forEach((name, value) -> {
          if (!known.contains(name) && !Problems.nearest(name, known, 1).isEmpty()) {
            problems.add(
                value, stage + " has no key \"" + name + "\"", Problems.suggest(name, known));
          }
        });
  }
}
