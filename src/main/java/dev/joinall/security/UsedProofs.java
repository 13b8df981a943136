package dev.joinall.security;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Stores proofs for as long as they could be accepted again. Never drops a proof that is still
 * valid: if its caller has no place left, the next one is rejected. Divided into parts, each with a
 * lock. Thread-safe.
 */
final class UsedProofs {
  /** The maximum of proofs. They take about 30 MB. */
  static final int MAX = 200_000;

  private static final int PARTS = 16;

  /** One caller may take at most the maximum divided by this. */
  private static final int SHARES = 8;

  private final Part[] parts = new Part[PARTS];

  /** The result of using a proof. */
  enum Use {
    NEW,
    USED,
    FULL
  }

  /**
   * @param retention the time for which each proof is stored
   * @param clock in nanoseconds
   */
  UsedProofs(Duration retention, LongSupplier clock) {
    this(retention, clock, MAX);
  }

  UsedProofs(Duration retention, LongSupplier clock, int max) {
    for (int i = 0; i < PARTS; i++) {
      parts[i] = new Part(retention.toNanos(), clock, Math.max(1, max / PARTS));
    }
  }

  /**
   * Uses a proof.
   *
   * @param caller the caller, whose proofs may take only a share of the places, so that others keep
   *     theirs
   */
  Use use(Digest proof, String caller) {
    int hash = proof.hashCode();
    return parts[(hash ^ (hash >>> 16)) & (PARTS - 1)].use(proof, caller);
  }

  private record Used(String caller, long at) {}

  /** Entries in the order of their use, which is also the order of their expiry. */
  private static final class Part {
    private final Map<Digest, Used> used = new LinkedHashMap<>();
    private final Map<String, Integer> byCaller = new HashMap<>();
    private final long retention;
    private final LongSupplier clock;
    private final int max;

    Part(long retention, LongSupplier clock, int max) {
      this.retention = retention;
      this.clock = clock;
      this.max = max;
    }

    synchronized Use use(Digest proof, String caller) {
      long now = clock.getAsLong();
      removeExpired(now);
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

    private void removeExpired(long now) {
      Iterator<Used> oldest = used.values().iterator();
      while (oldest.hasNext()) {
        Used first = oldest.next();
        if (now - first.at <= retention) {
          return;
        }
        oldest.remove();
        byCaller.computeIfPresent(first.caller, (caller, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
