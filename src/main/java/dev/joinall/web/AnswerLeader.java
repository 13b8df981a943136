package dev.joinall.web;

import dev.joinall.run.MemoryBudget;
import dev.joinall.run.Report;
import dev.joinall.run.Runner;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the run of a request whose answer is not cached. A run that continues after its request
 * still counts against the limit of requests in flight. Thread-safe.
 */
final class AnswerLeader {
  private static final int RUN_BEGUN = 1;
  private static final int REQUEST_ENDED = 2;
  private static final int RUN_ENDED = 4;

  private final Runner runner;
  private final MemoryBudget memory;
  private final AtomicInteger state = new AtomicInteger();
  private volatile @Nullable Report report;

  AnswerLeader(Runner runner, MemoryBudget memory) {
    this.runner = runner;
    this.memory = memory;
  }

  Runner runner() {
    return runner;
  }

  /** Null if nothing was run for this request. */
  @Nullable Report report() {
    return report;
  }

  void decided(Report its) {
    report = its;
  }

  void runBegun() {
    detached(enter(RUN_BEGUN) == REQUEST_ENDED, 1);
  }

  /** Called when the request has its answer, or its client has disconnected. */
  void requestEnded() {
    detached(enter(REQUEST_ENDED) == RUN_BEGUN, 1);
  }

  void runEnded() {
    detached((enter(RUN_ENDED) & REQUEST_ENDED) != 0, -1);
  }

  private int enter(int flag) {
    return state.getAndUpdate(before -> before | flag);
  }

  private void detached(boolean isDetached, int more) {
    if (isDetached) {
      memory.detachedRuns(more);
    }
  }
}
