package dev.joinall.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Process-wide memory budget of the requests in flight: their bodies, the results of their tasks,
 * and the responses that their clients have not read yet. Never blocks: a reservation over the
 * budget is rejected. Thread-safe.
 */
public final class MemoryBudget {
  /**
   * Bytes per request that are not counted, because the number of requests limits them. So a usual
   * request does not touch the counter that all event loops share.
   */
  public static final int UNCOUNTED_BYTES = 16 << 10;

  private final long max;
  private final int maxPerRequest;
  private static final AtomicLongFieldUpdater<Reservation> RESERVED =
      AtomicLongFieldUpdater.newUpdater(Reservation.class, "reserved");

  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger detachedRuns = new AtomicInteger();

  /**
   * An empty budget.
   *
   * @param max bytes of all requests together
   * @param maxPerRequest bytes of the values of one request together, and of its answer
   */
  public MemoryBudget(long max, int maxPerRequest) {
    this.max = max;
    this.maxPerRequest = maxPerRequest;
  }

  /** For a process that runs a single request and serves no clients. */
  public static MemoryBudget unbounded() {
    return new MemoryBudget(Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  public int maxPerRequest() {
    return maxPerRequest;
  }

  /** The counted bytes, now. */
  public long bytes() {
    return bytes.get();
  }

  /** The runs that continue after their client has disconnected, now. */
  public int detachedRuns() {
    return detachedRuns.get();
  }

  /**
   * Adds to their number.
   *
   * @param more negative to subtract
   */
  public void detachedRuns(int more) {
    detachedRuns.addAndGet(more);
  }

  /** Whether a further reservation would be rejected. */
  public boolean isFull() {
    return bytes.get() >= max;
  }

  /** Whether more than half of the budget is in use. */
  public boolean isUnderPressure() {
    return bytes.get() > max / 2;
  }

  /** An empty reservation for one request. */
  public Reservation reservation() {
    return new Reservation();
  }

  /**
   * The bytes of one request. Thread-safe. After its release it rejects nothing and counts nothing.
   */
  public final class Reservation {
    private static final long RELEASED = Long.MIN_VALUE / 2;

    private volatile long reserved;

    /** False if the budget of all requests is exceeded; then nothing is reserved. */
    public boolean tryReserve(int more) {
      if (add(more) <= max) {
        return true;
      }
      var _ = add(-more);
      return false;
    }

    /** Counts bytes that are already in memory, even over the budget. */
    public void reserve(int more) {
      var _ = add(more);
    }

    /** The bytes of all requests after this change; exact under concurrent changes. */
    private long add(int more) {
      long now = RESERVED.addAndGet(this, more);
      long counted = counted(now) - counted(now - more);
      return counted == 0 ? 0 : bytes.addAndGet(counted);
    }

    boolean fits(int more) {
      return reserved + more <= maxPerRequest;
    }

    public void release() {
      bytes.addAndGet(-counted(RESERVED.getAndSet(this, RELEASED)));
    }

    private static long counted(long held) {
      return Math.max(0, held - UNCOUNTED_BYTES);
    }
  }
}
