package dev.joinall.guard;

import dev.joinall.config.GuardsConfig;

/**
 * What the guards of one task remember from one call to the next.
 *
 * @param backend whose guards the task has where it declares none
 * @param declared by the task
 * @param stateful shared with other tasks, but for those that the task declares
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
