package dev.joinall.ops;

import dev.joinall.template.Trace;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/**
 * Gives spans the ids that were sent to backends and clients while the request ran: the spans are
 * created afterwards. Thread-safe.
 */
final class SpanIds implements IdGenerator {
  private final ThreadLocal<Trace> next = ThreadLocal.withInitial(() -> Trace.NONE);

  /** Starts a span with the ids of this trace. */
  <T> T as(Trace trace, Supplier<T> start) {
    next.set(trace);
    try {
      return start.get();
    } finally {
      next.remove();
    }
  }

  @Override
  public String generateSpanId() {
    return next.get().span();
  }

  @Override
  public String generateTraceId() {
    return next.get().id();
  }
}
