package dev.joinall.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialQueueTest {
  private static final int THREADS = 8;
  private static final int EVENTS = 20_000;

  private final SerialQueue events = new SerialQueue(defect -> {});

  /** Plain fields, protected only by the queue. */
  private int ran;

  private boolean running;
  private boolean overlapped;

  @Test
  void noEventOfManyThreadsIsLostOrRunsBesideAnother() throws Exception {
    var start = new CyclicBarrier(THREADS);
    var done = new CountDownLatch(THREADS * EVENTS);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> posters = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        posters.add(
            threads.submit(() -> {
              start.await();
              for (int n = 0; n < EVENTS; n++) {
                events.post(() -> {
                  event();
                  done.countDown();
                });
              }
              return null;
            }));
      }
      for (Future<?> poster : posters) {
        poster.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).isEqualTo(THREADS * EVENTS);
    assertThat(overlapped).isFalse();
  }

  private void event() {
    overlapped |= running;
    running = true;
    ran++;
    running = false;
  }

  @Test
  void theEventsOfOneThreadKeepTheirOrder() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int event = i;
      events.post(() -> order.add(event));
    }

    assertThat(order).isSorted().hasSize(100);
  }

  @Test
  void eventsPostedByAnEventRunAfterIt() {
    List<String> order = new ArrayList<>();
    events.post(() -> {
      events.post(() -> order.add("inner"));
      order.add("outer");
    });

    assertThat(order).containsExactly("outer", "inner");
  }
}
