package dev.joinall.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What requests under way hold in memory together: their bodies, the values of their tasks, and
 * answers that their clients have not read. Nothing waits here: what does not fit is refused.
 * Thread-safe.
 */
public final class Held {
  /**
   * What one request holds up to here is not counted, as the number of requests bounds it. So a
   * usual request changes no number that all loops share. In bytes.
   */
  public static final int SMALL = 16 << 10;

  private final long most;
  private final int mostOfOne;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger alone = new AtomicInteger();

  /**
   * Nothing is held yet.
   *
   * @param most bytes of all requests together
   * @param mostOfOne bytes of the values of one request together, and of its answer
   */
  public Held(long most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** For the one request of a process that serves nobody. */
  public static Held unbounded() {
    return new Held(Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  public int mostOfOne() {
    return mostOfOne;
  }

  /** Counted bytes, now. */
  public long bytes() {
    return bytes.get();
  }

  /** Runs whose clients have left, and that go on, now. */
  public int alone() {
    return alone.get();
  }

  void alone(int more) {
    alone.addAndGet(more);
  }

  /** More would be refused. */
  public boolean isFull() {
    return bytes.get() >= most;
  }

  /** Beyond half of what may be held. */
  public boolean isPressed() {
    return bytes.get() > most / 2;
  }

  /** Begins to count what one request holds. */
  public Share share() {
    return new Share();
  }

  /** What one request holds. Thread-safe; refuses nothing and counts nothing once given back. */
  public final class Share {
    private static final long GIVEN_BACK = Long.MIN_VALUE / 2;

    private final AtomicLong mine = new AtomicLong();

    /** False where all requests together would hold too much; then these are not held. */
    public boolean take(int more) {
      if (add(more) <= most) {
        return true;
      }
      var _ = add(-more);
      return false;
    }

    /** Counts what is there in any case. */
    public void hold(int more) {
      var _ = add(more);
    }

    /** What all requests hold then; exact whoever adds or gives back in between. */
    private long add(int more) {
      long now = mine.addAndGet(more);
      long counted = counted(now) - counted(now - more);
      return counted == 0 ? 0 : bytes.addAndGet(counted);
    }

    boolean fits(int more) {
      return mine.get() + more <= mostOfOne;
    }

    public void giveBack() {
      bytes.addAndGet(-counted(mine.getAndSet(GIVEN_BACK)));
    }

    private static long counted(long held) {
      return Math.max(0, held - SMALL);
    }
  }
}
