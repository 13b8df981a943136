package dev.joinall.edge;

import dev.joinall.config.Priority;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * A queue of requests by priority, first in, first out within a priority. Requests that have waited
 * too long go first. Not thread-safe.
 */
final class WaitingRequests {
  private final Map<Priority, SequencedSet<Request>> byPriority = new EnumMap<>(Priority.class);

  /** The same requests, in the order in which they expire. */
  private final NavigableSet<Request> byLatestStart = new TreeSet<>(Request::compareLatestStart);

  private long arrived;

  /**
   * One waiting request.
   *
   * @param work starts when it is signalled
   * @param late the time on the clock, in nanoseconds, after which the request is rejected
   * @param number in the order of arrival
   */
  private record Request(Priority priority, MonoSink<Void> work, long late, long number) {
    private static int compareLatestStart(Request first, Request second) {
      long apart = first.late - second.late; // the clock may overflow
      return apart == 0 ? Long.compare(first.number, second.number) : Long.signum(apart);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other == this;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  WaitingRequests() {
    for (Priority it : Priority.values()) {
      byPriority.put(it, new LinkedHashSet<>());
    }
  }

  boolean isEmpty() {
    return byLatestStart.isEmpty();
  }

  int size() {
    return byLatestStart.size();
  }

  /** The number of requests that go before a new one of this priority. */
  int before(Priority priority) {
    int before = 0;
    for (Map.Entry<Priority, SequencedSet<Request>> it : byPriority.entrySet()) {
      if (it.getKey().compareTo(priority) <= 0) {
        before += it.getValue().size();
      }
    }
    return before;
  }

  /**
   * @param work is signalled when the request is taken out
   * @param late the time on the clock, in nanoseconds, after which the request has waited too long
   */
  void add(Priority priority, MonoSink<Void> work, long late) {
    var request = new Request(priority, work, late, arrived++);
    of(priority).add(request);
    byLatestStart.add(request);
  }

  private SequencedSet<Request> of(Priority priority) {
    return Objects.requireNonNull(byPriority.get(priority));
  }

  /**
   * Removes the next request and returns its work: an expired request first, otherwise the oldest
   * of the highest priority. The queue must not be empty.
   */
  MonoSink<Void> next(long now) {
    Request next = byLatestStart.getFirst();
    if (now - next.late <= 0) {
      next = ofHighestPriority();
    }
    byLatestStart.remove(next);
    of(next.priority).remove(next);
    return next.work;
  }

  private Request ofHighestPriority() {
    for (SequencedSet<Request> it : byPriority.values()) {
      if (!it.isEmpty()) {
        return it.getFirst();
      }
    }
    throw new IllegalStateException("no request waits");
  }
}
