package dev.joinall.cache;

/** A position in the log of purges: later ones are greater, whatever the clocks say. */
public record LogPosition(long first, long second) implements Comparable<LogPosition> {
  /** Before every other. */
  public static final LogPosition START = new LogPosition(0, 0);

  @Override
  public int compareTo(LogPosition other) {
    int order = Long.compare(first, other.first);
    return order == 0 ? Long.compare(second, other.second) : order;
  }
}
