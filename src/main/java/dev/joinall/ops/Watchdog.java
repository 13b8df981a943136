package dev.joinall.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a blocked event loop while it is blocked: a metric, and a log line with the stack trace
 * that blocks it. Runs on a daemon thread.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /** A block that exceeds the threshold by a quarter is always detected. */
  private static final int CHECKS_PER_THRESHOLD = 4;

  private static final int MAX_LINES_PER_SECOND = 1;

  /**
   * The methods in which an event loop waits for work. If a loop is late there, the machine is
   * busy, not the loop.
   */
  private static final Set<String> WAITING =
      Set.of(
          "io.netty.channel.epoll.Native",
          "io.netty.channel.uring.Native",
          "sun.nio.ch.EPoll",
          "sun.nio.ch.KQueue");

  private final long threshold;
  private final long interval;
  private final List<Watched> loops = new ArrayList<>();
  private final LineRateLimit lines = new LineRateLimit(MAX_LINES_PER_SECOND, System::nanoTime);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A loop and its last reported beat. Used by the watchdog thread. */
  private static final class Watched {
    private final Heartbeat heartbeat;
    private final Counter blocks;
    private long reported;

    Watched(Heartbeat heartbeat, Counter blocks) {
      this.heartbeat = heartbeat;
      this.blocks = blocks;
    }
  }

  private Watchdog(WatchdogSettings settings) {
    this.threshold = settings.threshold().toNanos();
    this.interval = threshold / CHECKS_PER_THRESHOLD;
  }

  /** Watches these loops until it is closed. */
  public static Watchdog start(
      Iterable<EventExecutor> loops, WatchdogSettings settings, MeterRegistry registry) {
    var watchdog = new Watchdog(settings);
    int number = 1;
    for (EventExecutor loop : loops) {
      watchdog.add(loop, String.valueOf(number++), registry);
    }
    Thread.ofPlatform().daemon().name("joinall-watchdog").start(watchdog::watch);
    return watchdog;
  }

  private void add(EventExecutor loop, String number, MeterRegistry registry) {
    Timer lag =
        Timer.builder("joinall.loop.lag")
            .description("Lag of timers on an event loop")
            .tag("loop", number)
            .register(registry);
    Counter blocks =
        Counter.builder("joinall.loop.blocked")
            .description("Blocks of an event loop that exceeded the threshold")
            .tag("loop", number)
            .register(registry);
    var heartbeat = new Heartbeat(loop, interval, lag);
    loops.add(new Watched(heartbeat, blocks));
    heartbeat.start();
  }

  private void watch() {
    var pauses = new PauseDetector(threshold, interval, System.nanoTime());
    try {
      while (!closed.await(interval, TimeUnit.NANOSECONDS)) {
        pauses.recordCheck(System.nanoTime());
        loops.forEach(loop -> check(loop, pauses));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(Watched loop, PauseDetector pauses) {
    long due = loop.heartbeat.due();
    long late = pauses.of(due);
    if (late > 0 && due != loop.reported) {
      StackTraceElement[] stack = loop.heartbeat.thread().getStackTrace();
      if (due == loop.heartbeat.due() && !isWaiting(stack)) {
        loop.reported = due;
        loop.blocks.increment();
        report(loop.heartbeat.thread(), late, stack);
      }
    }
  }

  private static boolean isWaiting(StackTraceElement[] stack) {
    return stack.length == 0
        || (stack[0].isNativeMethod() && WAITING.contains(stack[0].getClassName()));
  }

  private void report(Thread loop, long late, StackTraceElement[] stack) {
    OptionalLong suppressed = lines.tryAcquire();
    if (suppressed.isPresent()) {
      log.warn(
          "The event loop {} has been blocked for {} ms{}",
          loop.getName(),
          TimeUnit.NANOSECONDS.toMillis(late),
          suppressed.getAsLong() == 0 ? "" : "; " + suppressed.getAsLong() + " more blocks before",
          new Blocked(stack));
    }
  }

  @Override
  public void close() {
    closed.countDown();
    loops.forEach(loop -> loop.heartbeat.stop());
  }

  /** Carries the stack trace of another thread into the log. */
  private static final class Blocked extends Exception {
    private static final long serialVersionUID = 1L;

    Blocked(StackTraceElement[] stack) {
      super("what the loop does");
      setStackTrace(stack);
    }
  }
}
