package dev.joinall.run;

import dev.joinall.plan.Task;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Passes the outcomes on in their order, but only after every refusal has passed: a streamed value
 * cannot be taken back. Not thread-safe.
 */
final class Announcer {
  private final BiConsumer<Task, Report.Entry> listener;
  private final BooleanSupplier hasPassed;
  private final Queue<Settled> unannounced = new ArrayDeque<>();

  private record Settled(Task task, Report.Entry entry) {}

  Announcer(BiConsumer<Task, Report.Entry> listener, BooleanSupplier hasPassed) {
    this.listener = listener;
    this.hasPassed = hasPassed;
  }

  void settled(Task task, Report.Entry entry) {
    unannounced.add(new Settled(task, entry));
    announce();
  }

  /** Passes on all outcomes that are permitted by now. */
  void announce() {
    while (!unannounced.isEmpty() && hasPassed.getAsBoolean()) {
      Settled next = unannounced.remove();
      listener.accept(next.task(), next.entry());
    }
  }
}
