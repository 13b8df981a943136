package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.InstanceUse;
import dev.joinall.ops.InstanceMetrics.Instances;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class InstanceMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
  private final InstanceMetrics metrics = new InstanceMetrics(registry, timer);
  private List<InstanceUse> known = List.of();

  private double gauge(String name, String instance) {
    return registry
        .get(name)
        .tags("backend", "api", "kind", "http", "address", instance)
        .gauge()
        .value();
  }

  @Test
  void eachInstanceIsShown() {
    known =
        List.of(new InstanceUse("10.0.0.1:80", 3, false), new InstanceUse("10.0.0.2:80", 0, true));
    metrics.show(List.of(new Instances("api", "http", () -> known)));

    assertThat(gauge("joinall.instance.in.flight", "10.0.0.1:80")).isEqualTo(3);
    assertThat(gauge("joinall.instance.ejected", "10.0.0.1:80")).isZero();
    assertThat(gauge("joinall.instance.ejected", "10.0.0.2:80")).isEqualTo(1);
  }

  @Test
  void theOnlyInstanceIsThePoolAndIsNotShown() {
    known = List.of(new InstanceUse("10.0.0.1:80", 3, false));
    metrics.show(List.of(new Instances("api", "http", () -> known)));
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void theyFollowTheAddressesOfTheName() {
    known =
        List.of(new InstanceUse("10.0.0.1:80", 1, false), new InstanceUse("10.0.0.2:80", 2, false));
    metrics.show(List.of(new Instances("api", "http", () -> known)));
    known =
        List.of(new InstanceUse("10.0.0.2:80", 4, false), new InstanceUse("10.0.0.3:80", 5, false));
    timer.advanceTimeBy(InstanceMetrics.INTERVAL.plusMillis(1));

    assertThat(gauge("joinall.instance.in.flight", "10.0.0.2:80")).isEqualTo(4);
    assertThat(gauge("joinall.instance.in.flight", "10.0.0.3:80")).isEqualTo(5);
    assertThat(registry.getMeters()).hasSize(4);
  }
}
