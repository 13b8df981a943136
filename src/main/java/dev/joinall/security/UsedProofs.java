package dev.joinall.security;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Remembers proofs for as long as they could be accepted again. None that counts is forgotten for
 * another: where no place is left, the next one is not accepted. In parts with a lock each.
 * Thread-safe.
 */
final class UsedProofs {
  /** Of proofs. They take some 30 MB. */
  static final int MAX = 200_000;

  private static final int PARTS = 16;

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

  /** Uses a proof. */
  Use use(Digest proof) {
    int hash = proof.hashCode();
    return parts[(hash ^ (hash >>> 16)) & (PARTS - 1)].use(proof);
  }

  /** In the order of their use, which is that in which they are forgotten. */
  private static final class Part {
    private final Map<Digest, Long> used = new LinkedHashMap<>();
    private final long kept;
    private final LongSupplier clock;
    private final int max;

    Part(long kept, LongSupplier clock, int max) {
      this.kept = kept;
      this.clock = clock;
      this.max = max;
    }

    synchronized Use use(Digest proof) {
      long now = clock.getAsLong();
      Iterator<Long> oldest = used.values().iterator();
      while (oldest.hasNext() && now - oldest.next() > kept) {
        oldest.remove();
      }
      if (used.containsKey(proof)) {
        return Use.USED;
      }
      if (used.size() >= max) {
        return Use.FULL;
      }
      used.put(proof, now);
      return Use.NEW;
    }
  }
}
