package dev.joinall.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecentlyUsedTest {
  private static final int MAX = 1_600;

  /** Keys as they are in use: each part gets its share of them. */
  static List<IntFunction<Object>> keys() {
    return List.of(
        i -> i, i -> "u" + i, i -> "10.0.0." + i, i -> i * 65_536, i -> Digest.of("token " + i));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void nearlyAsManyAreKeptAsArePermitted(IntFunction<Object> key) {
    var kept = new RecentlyUsed<Object, Integer>(MAX);

    for (int i = 0; i < MAX; i++) {
      kept.put(key.apply(i), i);
    }

    assertThat(kept.size()).isBetween(MAX * 9 / 10, MAX);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void theLeastRecentlyUsedIsReplaced(IntFunction<Object> key) {
    var kept = new RecentlyUsed<Object, Integer>(MAX);

    for (int i = 0; i < 10 * MAX; i++) {
      kept.put(key.apply(i), i);
      assertThat(kept.get(key.apply(0))).as("used after each").isZero();
    }

    assertThat(kept.size()).isLessThanOrEqualTo(MAX);
    assertThat(kept.get(key.apply(10 * MAX - 1))).isEqualTo(10 * MAX - 1);
    assertThat(kept.get(key.apply(1))).isNull();
  }

  /**
   * The JDK's map takes the low bits of a mixed hash. They must not be the same in a whole part.
   */
  @Test
  void theKeysOfAPartAreInAllBucketsOfItsMap() {
    Map<Integer, Set<Integer>> buckets = new HashMap<>();
    for (int i = 0; i < 10 * MAX; i++) {
      int hash = Digest.of("token " + i).hashCode();
      buckets
          .computeIfAbsent(RecentlyUsed.part(hash), it -> new HashSet<>())
          .add((hash ^ (hash >>> 16)) & 63);
    }

    assertThat(buckets).hasSize(16).allSatisfy((part, used) -> assertThat(used).hasSize(64));
  }
}
