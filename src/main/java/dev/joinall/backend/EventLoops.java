package dev.joinall.backend;

import reactor.core.scheduler.Scheduler;

/**
 * The event loops of this process, as a kind uses them. They must not run blocking code; a backend
 * needs its own threads for that. Thread-safe.
 */
public interface EventLoops {
  /** Runs tasks and timers on the caller's loop, or on any loop if the caller is not on one. */
  Scheduler scheduler();
}
