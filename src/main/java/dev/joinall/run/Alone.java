package dev.joinall.run;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a run goes on after its client has left. Then nobody waits for it, but it costs what
 * others cost. Thread-safe.
 */
final class Alone {
  private static final int WITH_CLIENT = 0;
  private static final int ALONE = 1;
  private static final int OVER = 2;

  private final AtomicInteger state = new AtomicInteger(WITH_CLIENT);
  private final Held held;

  Alone(Held held) {
    this.held = held;
  }

  void clientLeft() {
    if (state.compareAndSet(WITH_CLIENT, ALONE)) {
      held.alone(1);
    }
  }

  void over() {
    if (state.getAndSet(OVER) == ALONE) {
      held.alone(-1);
    }
  }
}
