package dev.joinall.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Ends a test process that makes no progress, after the stacks of all threads were printed. JUnit's
 * own timeout interrupts a thread, which some calls ignore, and does not cover constructors.
 */
public final class HangReporter implements TestExecutionListener {
  /** Longer than any timeout of a single test. */
  private static final Duration MAX_SILENCE = Duration.ofMinutes(12);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
  private static final Duration OUTPUT_TIME = Duration.ofSeconds(2);

  private static volatile boolean running;
  private static volatile String last = "";
  private static volatile long since;

  static {
    Thread.ofPlatform().daemon().name("hang-reporter").start(HangReporter::watch);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    progress("start");
    running = true;
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    running = false;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    progress("started: " + test.getUniqueId());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    progress("finished: " + test.getUniqueId());
  }

  private static void progress(String event) {
    since = System.nanoTime();
    last = event;
  }

  private static void watch() {
    try {
      while (!running || System.nanoTime() - since < MAX_SILENCE.toNanos()) {
        TimeUnit.NANOSECONDS.sleep(CHECK_INTERVAL.toNanos());
      }
      System.err.println(report());
      TimeUnit.NANOSECONDS.sleep(OUTPUT_TIME.toNanos());
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String report() {
    var text = new StringBuilder("No test has ended for " + MAX_SILENCE + "; last " + last);
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      text.append("\n\n").append(thread.getKey());
      for (StackTraceElement frame : thread.getValue()) {
        text.append("\n\tat ").append(frame);
      }
    }
    return text.toString();
  }
}
