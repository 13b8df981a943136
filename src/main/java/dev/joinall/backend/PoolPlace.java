package dev.joinall.backend;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.pool.Pool;
import reactor.pool.PooledRef;
import reactor.util.context.Context;

/**
 * Takes exactly one place of a pool for each subscriber. The pool itself takes another place on
 * each call of {@code request}, and that place leaks; Reactive Streams allow several calls, and
 * {@code flatMap} over {@code repeat} makes them (seen with reactor-pool 1.0.11 to 1.2.8).
 *
 * @param <T> the type of the pooled objects
 */
public final class PoolPlace<T> extends Mono<PooledRef<T>> {
  private final Mono<PooledRef<T>> source;

  private PoolPlace(Mono<PooledRef<T>> source) {
    this.source = source;
  }

  /**
   * Takes a place.
   *
   * @param timeout how long the subscriber waits for it
   */
  public static <T> Mono<PooledRef<T>> of(Pool<T> pool, Duration timeout) {
    return new PoolPlace<>(pool.acquire(timeout));
  }

  @Override
  public void subscribe(CoreSubscriber<? super PooledRef<T>> actual) {
    source.subscribe(new Taking<>(actual));
  }

  /** Passes on only the first request. */
  private static final class Taking<T> implements CoreSubscriber<PooledRef<T>>, Subscription {
    private final CoreSubscriber<? super PooledRef<T>> actual;
    private final AtomicBoolean requested = new AtomicBoolean();
    private Subscription pool = Operators.emptySubscription();

    Taking(CoreSubscriber<? super PooledRef<T>> actual) {
      this.actual = actual;
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      pool = subscription;
      actual.onSubscribe(this);
    }

    @Override
    public void request(long count) {
      if (Operators.validate(count) && requested.compareAndSet(false, true)) {
        pool.request(1);
      }
    }

    @Override
    public void cancel() {
      pool.cancel();
    }

    @Override
    public void onNext(PooledRef<T> place) {
      actual.onNext(place);
    }

    @Override
    public void onError(Throwable error) {
      actual.onError(error);
    }

    @Override
    public void onComplete() {
      actual.onComplete();
    }
  }
}
