package dev.joinall.backend;

import reactor.core.scheduler.Scheduler;

/**
 * The event loops of this process, as a kind sees them. Nothing that blocks may run on them: it
 * goes to threads of the backend's own. Thread-safe.
 */
public interface EventLoops {
  /** Runs tasks and timers on the loop of the caller, and on any loop where the caller is none. */
  Scheduler scheduler();
}
