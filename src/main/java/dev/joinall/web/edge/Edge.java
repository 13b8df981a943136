package dev.joinall.web.edge;

import dev.joinall.run.Held;
import reactor.core.scheduler.Scheduler;

/**
 * All that bounds what clients ask of one process.
 *
 * @param held bytes of the requests under way
 */
public record Edge(Limits limits, Held held, AdmissionControl admission, Connections connections) {
  /**
   * With nothing under way.
   *
   * @param loops runs what is asked of it on the loop of the caller
   */
  public static Edge of(Limits limits, Scheduler loops) {
    var held = new Held(limits.memory(), Math.toIntExact(limits.answer().toBytes()));
    var admission = new AdmissionControl(limits, held, loops);
    return new Edge(limits, held, admission, new Connections(limits, held, admission::isPressed));
  }
}
