package dev.joinall.testing;

import dev.joinall.backend.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import reactor.blockhound.BlockHound;
import reactor.core.scheduler.NonBlocking;
import reactor.test.StepVerifier;

/**
 * Settings of all tests, made before the first one: BlockHound fails a call that blocks an event
 * loop, and no StepVerifier waits for ever.
 *
 * <p>Only the server's loops and Reactor's threads are checked. The embedded servers run in the
 * same JVM on their own Netty loops, and may block them.
 */
public final class SuiteGuards implements LauncherSessionListener {
  /** Prefix of the names of the server's event-loop threads. */
  public static final String LOOP_PREFIX = "joinall-loop-";

  private static final Duration VERIFY_AT_MOST = Duration.ofSeconds(10);
  private static final AtomicBoolean SET = new AtomicBoolean();

  /** A fork has a session for each class, and Maven has one in which it only discovers tests. */
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    boolean isMaven = System.getProperty("maven.home") != null;
    if (!isMaven && SET.compareAndSet(false, true)) {
      set();
    }
  }

  private static void set() {
    Transport.best(); // before an embedded server lets Netty read the settings of io_uring
    StepVerifier.setDefaultTimeout(VERIFY_AT_MOST);
    BlockHound.builder()
        .loadIntegrations()
        // A loop that ends spins briefly while it closes its ring.
        .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "destroy")
        // Under contention the allocator adds an arena, and each arena has a lock.
        .allowBlockingCallsInside(
            "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines")
        // Two loops may meet in the lock of a circuit's window; RATIONALE has the reason for the
        // lock.
        .allowBlockingCallsInside(
            "io.github.resilience4j.core.metrics.FixedSizeSlidingWindowMetrics", "record")
        .allowBlockingCallsInside(
            "io.github.resilience4j.core.metrics.FixedSizeSlidingWindowMetrics", "getSnapshot")
        .nonBlockingThreadPredicate(libraries -> SuiteGuards::mustNotBlock)
        // A loop that has finished spins until the last wake-up is complete.
        .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate")
        .install();
  }

  private static boolean mustNotBlock(Thread thread) {
    return thread instanceof NonBlocking || thread.getName().startsWith(LOOP_PREFIX);
  }
}
