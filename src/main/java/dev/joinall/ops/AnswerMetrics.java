package dev.joinall.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;

/**
 * Counts the answers of each route by their status, including the rejections before a run. The tags
 * are bounded by the file and by the registered statuses; another status that an expression
 * computes counts with its class, such as {@code 2xx}. Thread-safe.
 */
final class AnswerMetrics {
  private static final int CLIENT_DISCONNECTED = 499;

  private final MeterProvider<Counter> counters;
  private final Map<Key, Counter> known = new ConcurrentHashMap<>();

  private record Key(String aggregation, int status) {}

  AnswerMetrics(MeterRegistry registry) {
    this.counters =
        Counter.builder("joinall.answers")
            .description("Answers of a route by their status")
            .withRegistry(registry);
  }

  void count(String aggregation, int status) {
    known.computeIfAbsent(new Key(aggregation, status), this::counter).increment();
  }

  private Counter counter(Key key) {
    return counters.withTags(
        Tags.of("aggregation", key.aggregation(), "status", word(key.status())));
  }

  private static String word(int status) {
    return status == CLIENT_DISCONNECTED || HttpStatus.resolve(status) != null
        ? Integer.toString(status)
        : status / 100 + "xx";
  }
}
