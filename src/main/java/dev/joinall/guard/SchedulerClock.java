package dev.joinall.guard;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/**
 * The monotonic time of a scheduler as a clock for a library, so that all guards use one time,
 * independent of the system clock. Its origin is unspecified.
 */
final class SchedulerClock extends Clock {
  private final Scheduler scheduler;

  SchedulerClock(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(scheduler.now(TimeUnit.NANOSECONDS));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
