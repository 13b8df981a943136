package dev.joinall.guard;

import dev.joinall.config.TaskGuards;

/**
 * What the guards of one task know from one call to the next.
 *
 * @param backend whose guards the task has where it declares none
 * @param own what it declares
 * @param states shared with other tasks, but for what is its own
 */
record Memory(
    BackendGuards backend, TaskGuards own, GuardStates states, Latencies latencies, Tally tally) {

  boolean isOf(BackendGuards other, TaskGuards declared) {
    return backend == other && own.equals(declared);
  }
}
