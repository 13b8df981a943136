package dev.joinall.edge;

import dev.joinall.run.MemoryBudget;
import reactor.core.scheduler.Scheduler;

/**
 * All limits on the clients of one process.
 *
 * @param memory the memory budget of the requests in flight
 */
public record Edge(
    Limits limits, MemoryBudget memory, AdmissionControl admission, ClientConnections connections) {
  /**
   * Limits with nothing in flight.
   *
   * @param loops runs a task on the event loop of its caller
   */
  public static Edge of(Limits limits, Scheduler loops) {
    var memory = new MemoryBudget(limits.memory(), Math.toIntExact(limits.answer().toBytes()));
    var admission = new AdmissionControl(limits, memory, loops);
    return new Edge(
        limits,
        memory,
        admission,
        new ClientConnections(limits, memory, admission::isUnderPressure));
  }
}
