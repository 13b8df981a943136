package dev.joinall.edge;

import dev.joinall.backend.EnumCounters;
import dev.joinall.config.Priority;
import dev.joinall.run.MemoryBudget;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Admission control: rejects requests over a limit at once, because a longer queue would only delay
 * all of them. Thread-safe.
 */
public final class AdmissionControl {
  private final int max;
  private final MemoryBudget memory;
  private final List<LoopQueue> queues = new CopyOnWriteArrayList<>();
  private final FastThreadLocal<LoopQueue> queue;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final EnumCounters<Rejection> refused = new EnumCounters<>(Rejection.class);

  /** Why a request is rejected. */
  public enum Rejection {
    /** The maximum number of requests is in flight. */
    IN_FLIGHT,
    /** The request has waited, or would wait, too long for its event loop. */
    LATENESS,
    /** The requests in flight use all of the memory budget. */
    MEMORY,
    /** The free capacity is reserved for requests of a higher priority. */
    PRIORITY
  }

  /**
   * Admits requests within these limits.
   *
   * @param loops runs timers on the event loop of the caller
   */
  AdmissionControl(Limits limits, MemoryBudget memory, Scheduler loops) {
    this(limits, memory, loops, System::nanoTime);
  }

  /**
   * The same.
   *
   * @param clock nanoseconds
   */
  AdmissionControl(Limits limits, MemoryBudget memory, Scheduler loops, LongSupplier clock) {
    this.max = limits.inFlight();
    this.memory = memory;
    this.queue =
        new FastThreadLocal<>() {
          @Override
          protected LoopQueue initialValue() {
            var added = new LoopQueue(limits.latenessPercent(), clock, loops);
            queues.add(added);
            return added;
          }
        };
  }

  /** The queue of the calling event loop. */
  public LoopQueue queue() {
    return queue.get();
  }

  /** Empty if the request is admitted; then {@link #leave} must be called once. */
  public Optional<Rejection> enter() {
    if (inFlight.incrementAndGet() + memory.detachedRuns() > max) {
      return refuse(Rejection.IN_FLIGHT);
    }
    return memory.isFull() ? refuse(Rejection.MEMORY) : Optional.empty();
  }

  /**
   * Whether an admitted request has to give way to others. One of low priority needs half of the
   * limits free. One of normal priority needs a tenth of the permitted requests free.
   */
  public boolean mustYield(Priority priority) {
    return switch (priority) {
      case HIGH -> false;
      case NORMAL -> inFlight() > max - max / 10;
      case LOW -> isUnderPressure();
    };
  }

  private Optional<Rejection> refuse(Rejection reason) {
    inFlight.decrementAndGet();
    refused.count(reason);
    return Optional.of(reason);
  }

  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Whether more than half of a limit is in use. */
  boolean isUnderPressure() {
    return memory.isUnderPressure() || inFlight() > max / 2;
  }

  /** Requests in flight, including runs that continue without their clients. */
  public int inFlight() {
    return inFlight.get() + memory.detachedRuns();
  }

  /** The maximum of {@link #inFlight}. */
  public int maxInFlight() {
    return max;
  }

  /** Requests that wait for their event loop. */
  public int queued() {
    return queues.stream().mapToInt(LoopQueue::size).sum();
  }

  /** The number of requests that {@link #enter} has rejected so far for this reason. */
  public long refused(Rejection reason) {
    return refused.of(reason);
  }
}
