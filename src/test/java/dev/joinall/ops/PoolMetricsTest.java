package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.PoolUse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PoolMetrics metrics = new PoolMetrics(registry);
  private final AtomicInteger inUse = new AtomicInteger();

  private PoolMetrics.Pool pool(String name, int max) {
    return new PoolMetrics.Pool(name, "mongo", () -> new PoolUse(max, inUse.get(), 3, 4));
  }

  private double gauge(String name, String backend) {
    return registry.get(name).tags("backend", backend, "kind", "mongo").gauge().value();
  }

  @Test
  void aPoolIsReadWhenSomebodyLooks() {
    metrics.show(List.of(pool("shop", 9)));
    inUse.set(2);

    assertThat(gauge("joinall.pool.max", "shop")).isEqualTo(9);
    assertThat(gauge("joinall.pool.in.use", "shop")).isEqualTo(2);
    assertThat(gauge("joinall.pool.idle", "shop")).isEqualTo(3);
    assertThat(gauge("joinall.pool.pending", "shop")).isEqualTo(4);
  }

  @Test
  void anotherBackendOfTheSameNameIsShownInPlaceOfTheFirst() {
    metrics.show(List.of(pool("shop", 9)));
    metrics.show(List.of(pool("shop", 8)));

    assertThat(gauge("joinall.pool.max", "shop")).isEqualTo(8);
    assertThat(registry.getMeters()).hasSize(4);
  }

  @Test
  void aBackendThatIsServedNoMoreIsGone() {
    for (int i = 0; i < 100; i++) {
      metrics.show(List.of(pool("kept", 1), pool("backend" + i, i)));
    }

    assertThat(registry.getMeters()).hasSize(8);
    assertThat(gauge("joinall.pool.max", "kept")).isEqualTo(1);
    assertThat(gauge("joinall.pool.max", "backend99")).isEqualTo(99);
  }
}
