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
 * What the whole suite runs under, set before its first test: BlockHound fails a call that blocks
 * an event loop, and no StepVerifier waits for ever.
 *
 * <p>Only our own loops and Reactor's threads are watched. The embedded servers run in the same JVM
 * on Netty loops of theirs, and may block them.
 */
public final class SuiteGuards implements LauncherSessionListener {
  /** What the names of the server's event-loop threads start with. */
  public static final String LOOP_PREFIX = "joinall-loop-";

  private static final Duration VERIFY_AT_MOST = Duration.ofSeconds(10);
  private static final AtomicBoolean SET = new AtomicBoolean();

  /**
   * A process that shares the tests with another one has a session for each class, and Maven itself
   * has one in which it only looks for tests.
   */
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    boolean isMaven = System.getProperty("maven.home") != null;
    if (!isMaven && SET.compareAndSet(false, true)) {
      set();
    }
  }

  private static void set() {
    Transport.best(); // before an embedded server has Netty read how io_uring is to poll
    StepVerifier.setDefaultTimeout(VERIFY_AT_MOST);
    BlockHound.builder()
        .loadIntegrations()
        // A loop that ends spins for a moment while it closes its ring.
        .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "destroy")
        // Where loops meet in the allocator it gets one more part, and each part has a lock.
        .allowBlockingCallsInside(
            "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "tryExpandMagazines")
        .nonBlockingThreadPredicate(libraries -> SuiteGuards::mustNotBlock)
        // A loop that has ended its work spins until the last wake-up is through.
        .allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate")
        .install();
  }

  private static boolean mustNotBlock(Thread thread) {
    return thread instanceof NonBlocking || thread.getName().startsWith(LOOP_PREFIX);
  }
}
