package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.ops.BackendCounts.Counts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackendCountsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BackendCounts counts = new BackendCounts(registry);
  private final AtomicLong late = new AtomicLong(3);

  private Counts jobs(AtomicLong count) {
    return new Counts("jobs", "amqp", () -> Map.of("late-reply", count.get()));
  }

  private double shown() {
    return registry
        .get("joinall.backend.events")
        .tag("event", "late-reply")
        .functionCounter()
        .count();
  }

  @Test
  void aCountIsReadWhenItIsShown() {
    counts.show(List.of(jobs(late)));
    late.set(4);
    assertThat(shown()).isEqualTo(4);
  }

  @Test
  void aBackendOfTheSameNameReplacesTheOther() {
    counts.show(List.of(jobs(late)));
    counts.show(List.of(jobs(new AtomicLong(9))));
    assertThat(shown()).isEqualTo(9);
    counts.show(List.of());
    assertThat(registry.find("joinall.backend.events").meter()).isNull();
  }
}
