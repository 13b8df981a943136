package dev.joinall.security;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers proofs for as long as they could be accepted again. None that counts is forgotten for
 * another: where no place is left for its caller, the next one is not accepted. In parts with a
 * lock each. Thread-safe.
 */
final class UsedProofs {
  /** Of proofs. They take some 30 MB. */
  static final int MAX = 200_000;

  private static final int PARTS = 16;

  /** One caller may take this part of the places. */
  private static final int SHARES = 8;

  private final Part[] parts = new Part[PARTS];

  /** What a proof is at its use. */
  enum Use {
    NEW,
    USED,
    FULL
  }

  /**
   * @param kept how long each is remembered
   * @param clock nanoseconds
   */
  UsedProofs(Duration kept, LongSupplier clock) {
    this(kept, clock, MAX);
  }

  UsedProofs(Duration kept, LongSupplier clock, int max) {
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new Part(kept.toNanos(), clock, Math.max(1, max / PARTS));
    }
  }

  /**
   * Uses a proof.
   *
   * @param caller whose proofs get a share of the places: one can't take those of others
   */
  Use use(Digest proof, String caller) {
    int hash = proof.hashCode();
    return parts[(hash ^ (hash >>> 16)) & (PARTS - 1)].use(proof, caller);
  }

  private record Used(String caller, long at) {}

  /** In the order of their use, which is that in which they are forgotten. */
  private static final class Part {
    private final Map<Digest, Used> used = new LinkedHashMap<>();
    private final Map<String, Integer> byCaller = new HashMap<>();
    private final long kept;
    private final LongSupplier clock;
    private final int max;

    Part(long kept, LongSupplier clock, int max) {
      this.kept = kept;
      this.clock = clock;
      this.max = max;
    }

    synchronized Use use(Digest proof, String caller) {
      long now = clock.getAsLong();
      forget(now);
      if (used.containsKey(proof)) {
        return Use.USED;
      }
      if (used.size() >= max || byCaller.getOrDefault(caller, 0) >= Math.max(1, max / SHARES)) {
        return Use.FULL;
      }
      used.put(proof, new Used(caller, now));
      byCaller.merge(caller, 1, Integer::sum);
      return Use.NEW;
    }

    private void forget(long now) {
      Iterator<Used> oldest = used.values().iterator();
      while (oldest.hasNext()) {
        Used first = oldest.next();
        if (now - first.at <= kept) {
          return;
        }
        oldest.remove();
        byCaller.computeIfPresent(first.caller, (caller, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
