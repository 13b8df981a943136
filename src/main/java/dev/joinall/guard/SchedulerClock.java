package dev.joinall.guard;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler's time, for a library that asks for a clock: so all guards live in one time, that
 * nobody sets. Since when it counts is not known.
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
