package dev.joinall.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import reactor.util.concurrent.Queues;

/**
 * Passes log lines to another appender on its own thread, so that a slow consumer of the log blocks
 * no event loop. Lines that do not fit into its queue are dropped, counted and reported later.
 * Lock-free and thread-safe.
 */
final class NonBlockingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  /** Queued lines: about a megabyte. */
  private static final int MAX_QUEUED = 1_000;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  private final Appender<ILoggingEvent> target;
  private final Queue<ILoggingEvent> queue = Queues.<ILoggingEvent>unboundedMultiproducer().get();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped;
  private final Thread writer;
  private long reported;
  private volatile boolean stopping;

  /**
   * Not started yet.
   *
   * @param dropped counts the dropped lines
   */
  NonBlockingAppender(Appender<ILoggingEvent> target, AtomicLong dropped) {
    this.target = target;
    this.dropped = dropped;
    this.reported = dropped.get();
    this.writer = Thread.ofPlatform().daemon().name("joinall-log").unstarted(this::write);
    setName(target.getName());
    setContext(target.getContext());
  }

  @Override
  public void start() {
    writer.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (waiting.incrementAndGet() > MAX_QUEUED) {
      waiting.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    event.prepareForDeferredProcessing();
    queue.offer(event);
    LockSupport.unpark(writer);
  }

  private void write() {
    ILoggingEvent next = queue.poll();
    while (next != null || !stopping) {
      if (next == null) {
        LockSupport.park(this);
      } else {
        waiting.decrementAndGet();
        target.doAppend(next);
        reportDropped();
      }
      next = queue.poll();
    }
  }

  private void reportDropped() {
    long now = dropped.get();
    if (now > reported && queue.isEmpty()) {
      Logger logger = ((LoggerContext) getContext()).getLogger(NonBlockingAppender.class);
      String line = "Log lines dropped because the output blocked: {}";
      Object[] count = {now - reported};
      reported = now;
      target.doAppend(new LoggingEvent("", logger, Level.WARN, line, null, count));
    }
  }

  /**
   * Waits briefly for the queue to drain. If nothing reads the output, the target is not stopped,
   * because that would block for ever.
   */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    stopping = true;
    LockSupport.unpark(writer);
    try {
      if (writer.join(STOP_TIMEOUT)) {
        target.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
