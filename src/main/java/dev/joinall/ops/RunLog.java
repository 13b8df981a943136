package dev.joinall.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs one line for each request that was slow, incomplete or failed, with a limit per second.
 * Contains no value of a request or an answer. Thread-safe.
 */
public final class RunLog implements Consumer<CompletedRequest> {
  /** The logger's name. */
  public static final String NAME = "joinall.run";

  private static final Logger log = LoggerFactory.getLogger(NAME);

  private final long slow;
  private final LogFormat format;
  private final LineRateLimit bound;
  private final Counter suppressed;

  /**
   * A log.
   *
   * @param format the format of the console
   * @param clock nanoseconds
   */
  public RunLog(
      LogSettings settings, LogFormat format, MeterRegistry registry, LongSupplier clock) {
    this.slow = settings.slow().toNanos();
    this.format = format;
    this.bound = new LineRateLimit(settings.linesPerSecond(), clock);
    this.suppressed =
        Counter.builder("joinall.log.suppressed")
            .description("Lines of the run log that its limit per second suppressed")
            .register(registry);
  }

  @Override
  public void accept(CompletedRequest completed) {
    Optional<String> reason = reason(completed);
    Level level = completed.isClientDisconnected() ? Level.INFO : Level.WARN;
    if (reason.isEmpty() || !log.isEnabledForLevel(level)) {
      return;
    }
    OptionalLong before = bound.tryAcquire();
    if (before.isEmpty()) {
      suppressed.increment();
    } else {
      write(RunLine.of(completed, reason.get(), before.getAsLong()), log.atLevel(level));
    }
  }

  private Optional<String> reason(CompletedRequest completed) {
    if (completed.isFailed()) {
      return Optional.of("failed");
    }
    if (!completed.report().isComplete() && !completed.isOnlyClientError()) {
      return Optional.of(completed.stale() ? "stale" : "incomplete");
    }
    return completed.nanos() > slow ? Optional.of("slow") : Optional.empty();
  }

  private void write(RunLine line, LoggingEventBuilder begun) {
    if (!format.isStructured()) {
      format.with(line.parts(), begun).log(line.text());
      return;
    }
    Map<String, Object> parts = new LinkedHashMap<>(line.parts());
    parts.put("tasks", format == LogFormat.GELF ? line.tasksText() : line.waterfall());
    format.write(line.title(), parts, begun);
  }
}
