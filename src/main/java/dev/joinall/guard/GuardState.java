package dev.joinall.guard;

import dev.joinall.config.GuardsConfig;

/**
 * The state that the guards of one task keep between calls.
 *
 * @param backend provides the guards that the task does not declare
 * @param declared by the task
 * @param stateful shared with other tasks, except those that the task declares
 */
record GuardState(
    BackendGuards backend,
    GuardsConfig declared,
    StatefulGuards stateful,
    Latencies latencies,
    GuardCounters counters) {

  boolean isOf(BackendGuards other, GuardsConfig declaredNow) {
    return backend == other && declared.equals(declaredNow);
  }
}
