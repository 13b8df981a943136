package dev.joinall.cache;

/** A position in the log of purges. Later positions are greater, independent of clocks. */
public record LogPosition(long first, long second) implements Comparable<LogPosition> {
  /** The position before all others. */
  public static final LogPosition START = new LogPosition(0, 0);

  @Override
  public int compareTo(LogPosition other) {
    int order = Long.compare(first, other.first);
    return order == 0 ? Long.compare(second, other.second) : order;
  }
}
