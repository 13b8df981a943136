package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests with blocked loops. They compute, because BlockHound forbids waiting. */
class WatchdogTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration THRESHOLD = Duration.ofMillis(100);

  private final Hub hub = new Hub(Transport.best());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Watchdog.class);
  private final CountDownLatch released = new CountDownLatch(1);
  private Watchdog watchdog;

  @BeforeEach
  void watch() {
    lines.start();
    logger.addAppender(lines);
    watchdog = Watchdog.start(hub.loops(), new WatchdogSettings(THRESHOLD), registry);
  }

  @AfterEach
  void close() {
    released.countDown();
    watchdog.close();
    hub.close();
    logger.detachAppender(lines);
  }

  private void blockALoop() {
    boolean held = true;
    while (held) { // no spin hint, which BlockHound takes for waiting
      held = released.getCount() > 0;
    }
  }

  private double blocks(String loop) {
    return registry.get("joinall.loop.blocked").tag("loop", loop).counter().count();
  }

  private EventExecutor first() {
    return hub.loops().iterator().next();
  }

  @Test
  void aBlockedLoopIsLoggedWithItsStack() {
    first().execute(this::blockALoop);
    await().atMost(SOON).until(() -> blocks("1") == 1);

    ILoggingEvent line = lines.list.getFirst();
    assertThat(line.getFormattedMessage())
        .matches("The event loop joinall-loop-\\d+ has been blocked.*");
    assertThat(Arrays.stream(line.getThrowableProxy().getStackTraceElementProxyArray()))
        .anyMatch(it -> it.getStackTraceElement().getMethodName().equals("blockALoop"));
  }

  @Test
  void aLongBlockIsLoggedOnce() {
    first().execute(this::blockALoop);
    await().atMost(SOON).until(() -> blocks("1") == 1);
    await()
        .during(THRESHOLD.multipliedBy(5))
        .atMost(SOON)
        .until(() -> blocks("1") == 1 && lines.list.size() == 1);
  }

  @Test
  void theLagOfALoopIsMeasured() {
    first().execute(this::blockALoop);
    await().atMost(SOON).until(() -> blocks("1") == 1);
    released.countDown();

    await()
        .atMost(SOON)
        .until(() ->
            registry.get("joinall.loop.lag").tag("loop", "1").timer().max(TimeUnit.MILLISECONDS)
                >= 75);
  }

  @Test
  void aClosedWatchdogLetsTheLoopsSleep() {
    var lag = registry.get("joinall.loop.lag").tag("loop", "1").timer();
    await().atMost(SOON).until(() -> lag.count() > 0);
    watchdog.close();
    await()
        .atMost(SOON)
        .until(() -> {
          long count = lag.count();
          await().pollDelay(THRESHOLD.multipliedBy(2)).until(() -> true);
          return lag.count() == count;
        });
  }
}
