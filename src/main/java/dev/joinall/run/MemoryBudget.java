package dev.joinall.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Process-wide memory budget of the requests in flight: their bodies, the results of their tasks,
 * and the responses that their clients have not read yet. Never blocks: a reservation over the
 * budget is rejected. Thread-safe.
 */
public final class MemoryBudget {
  /**
   * What one request holds up to here is not counted, as the number of requests bounds it. So a
   * usual request changes no number that all loops share. In bytes.
   */
  public static final int UNCOUNTED_BYTES = 16 << 10;

  private final long max;
  private final int maxPerRequest;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger detachedRuns = new AtomicInteger();

  /**
   * Nothing is held yet.
   *
   * @param most bytes of all requests together
   * @param mostOfOne bytes of the values of one request together, and of its answer
   */
  public MemoryBudget(long most, int mostOfOne) {
    this.max = most;
    this.maxPerRequest = mostOfOne;
  }

  /** For the one request of a process that serves nobody. */
  public static MemoryBudget unbounded() {
    return new MemoryBudget(Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  public int maxPerRequest() {
    return maxPerRequest;
  }

  /** Counted bytes, now. */
  public long bytes() {
    return bytes.get();
  }

  /** Runs whose clients have left, and that go on, now. */
  public int detachedRuns() {
    return detachedRuns.get();
  }

  void detachedRuns(int more) {
    detachedRuns.addAndGet(more);
  }

  /** More would be refused. */
  public boolean isFull() {
    return bytes.get() >= max;
  }

  /** Beyond half of what may be held. */
  public boolean isUnderPressure() {
    return bytes.get() > max / 2;
  }

  /** Begins to count what one request holds. */
  public Reservation reservation() {
    return new Reservation();
  }

  /** What one request holds. Thread-safe; refuses nothing and counts nothing once given back. */
  public final class Reservation {
    private static final long RELEASED = Long.MIN_VALUE / 2;

    private final AtomicLong reserved = new AtomicLong();

    /** False where all requests together would hold too much; then these are not held. */
    public boolean tryReserve(int more) {
      if (add(more) <= max) {
        return true;
      }
      var _ = add(-more);
      return false;
    }

    /** Counts what is there in any case. */
    public void reserve(int more) {
      var _ = add(more);
    }

    /** What all requests hold then; exact whoever adds or gives back in between. */
    private long add(int more) {
      long now = reserved.addAndGet(more);
      long counted = counted(now) - counted(now - more);
      return counted == 0 ? 0 : bytes.addAndGet(counted);
    }

    boolean fits(int more) {
      return reserved.get() + more <= maxPerRequest;
    }

    public void release() {
      bytes.addAndGet(-counted(reserved.getAndSet(RELEASED)));
    }

    private static long counted(long held) {
      return Math.max(0, held - UNCOUNTED_BYTES);
    }
  }
}
