package dev.joinall.bench;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs benchmarks on an event loop, as the server runs what they measure: timers of a loop cost
 * less on its own thread.
 */
public final class OnLoop extends AbstractExecutorService {
  /** JMH finds the class by these options of the JVM. */
  public static final String CUSTOM = "-Djmh.executor=CUSTOM";

  public static final String CLASS = "-Djmh.executor.class=dev.joinall.bench.OnLoop";

  private static final Hub HUB = new Hub(Transport.NIO);

  /** As JMH calls it. */
  public OnLoop(int threads, String prefix) {}

  /** The hub to which the loop belongs. */
  public static Hub hub() {
    return HUB;
  }

  @Override
  public void execute(Runnable work) {
    HUB.loops().next().execute(work);
  }

  @Override
  public void shutdown() {
    HUB.close();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return HUB.loops().isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return HUB.loops().isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return HUB.loops().awaitTermination(timeout, unit);
  }
}
