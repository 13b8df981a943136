package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

class AcquireTest {
  private final InstrumentedPool<String> pool =
      PoolBuilder.from(Mono.just("place")).sizeBetween(0, 2).buildPool();

  @Test
  void aSubscriberThatRequestsTwiceTakesOnePlace() {
    var subscriber = new BaseSubscriber<PooledRef<String>>() {};
    Acquire.from(pool, Duration.ofSeconds(1)).subscribe(subscriber);
    subscriber.request(1);

    assertThat(pool.metrics().acquiredSize()).isEqualTo(1);
  }

  @Test
  void aSubscriberThatLeavesTakesNone() {
    var first = new BaseSubscriber<PooledRef<String>>() {};
    for (int i = 0; i < 2; i++) {
      Acquire.from(pool, Duration.ofSeconds(1)).subscribe();
    }
    Acquire.from(pool, Duration.ofSeconds(1)).subscribe(first);
    assertThat(pool.metrics().pendingAcquireSize()).isEqualTo(1);
    first.cancel();

    assertThat(pool.metrics().pendingAcquireSize()).isZero();
  }
}
