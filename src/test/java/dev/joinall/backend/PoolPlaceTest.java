package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

class PoolPlaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Sinks.One<String> connected = Sinks.one();
  private final InstrumentedPool<String> pool =
      PoolBuilder.from(connected.asMono()).sizeBetween(0, 2).buildPool();

  private static final class Twice extends BaseSubscriber<PooledRef<String>> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
      subscription.request(1);
    }
  }

  private int placesOf(Mono<PooledRef<String>> place) {
    place.subscribe(new Twice());
    connected.tryEmitValue("place").orThrow();
    return pool.metrics().acquiredSize();
  }

  @Test
  void aSubscriberThatRequestsTwiceTakesOnePlace() {
    assertThat(placesOf(PoolPlace.of(pool, PATIENCE))).isEqualTo(1);
  }

  /** If the pool takes one, {@link PoolPlace} is no longer needed. */
  @Test
  void thePoolItselfTakesTwoPlaces() {
    assertThat(placesOf(pool.acquire(PATIENCE))).isEqualTo(2);
  }

  @Test
  void aSubscriberThatLeavesTakesNone() {
    connected.tryEmitValue("place").orThrow();
    for (int i = 0; i < 2; i++) {
      PoolPlace.of(pool, PATIENCE).subscribe();
    }
    var third = new Twice();
    PoolPlace.of(pool, PATIENCE).subscribe(third);
    assertThat(pool.metrics().pendingAcquireSize()).isEqualTo(1);
    third.cancel();

    assertThat(pool.metrics().pendingAcquireSize()).isZero();
    assertThat(pool.metrics().acquiredSize()).isEqualTo(2);
  }
}
