package dev.joinall.guard;

import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Lazy;
import dev.joinall.config.GuardsConfig;

/**
 * The state that the guards of one task keep between calls.
 *
 * @param backend provides the guards that the task does not declare
 * @param declared by the task
 * @param stateful shared with other tasks, except those that the task declares
 * @param latencies only needed for a hedge
 */
record GuardState(
    BackendGuards backend,
    GuardsConfig declared,
    StatefulGuards stateful,
    Lazy<Latencies> latencies,
    EnumCounters<GuardEvent> counters) {

  boolean isOf(BackendGuards other, GuardsConfig declaredNow) {
    return backend == other && declared.equals(declaredNow);
  }
}
