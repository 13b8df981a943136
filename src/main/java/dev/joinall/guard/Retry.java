package dev.joinall.guard;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.GuardsConfig;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Retries after a transient fault, while the request has time left. Uses exponential backoff with
 * full jitter, after AWS's "Exponential Backoff And Jitter": the upper bound doubles each time, and
 * the pause is drawn at random from zero to it, so that clients do not retry in step. A longer
 * {@code Retry-After} of the backend has precedence.
 */
record Retry(
    Step step,
    GuardsConfig.Retry config,
    RetryBudget budget,
    EnumCounters<GuardEvent> counters,
    Scheduler scheduler)
    implements Step {
  private static final int MAX_DOUBLINGS = 10;
  private static final Disposable NO_PAUSE = Disposables.disposed();

  @Override
  public Mono<Json> run(Scope scope) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Json> caller) {
        budget.deposit(config.budget());
        var attempts = new Attempts(caller, scope);
        caller.onSubscribe(attempts);
        attempts.begin();
      }
    };
  }

  /** The sequential attempts of one call, with a shared {@link AttemptHistory}. */
  private final class Attempts implements CoreSubscriber<Json>, Subscription {
    private final CoreSubscriber<? super Json> caller;
    private final Scope scope;
    private volatile Subscription running = Operators.emptySubscription();
    private volatile Disposable pause = NO_PAUSE;
    private volatile boolean cancelled;
    private volatile @Nullable Context context;
    private int begun;
    private int made;

    Attempts(CoreSubscriber<? super Json> caller, Scope scope) {
      this.caller = caller;
      this.scope = scope;
    }

    void begin() {
      if (cancelled) {
        return;
      }
      begun++;
      Mono<Json> attempt;
      try {
        attempt = step.run(scope);
      } catch (RuntimeException e) {
        onError(e);
        return;
      }
      attempt.subscribe(this);
    }

    @Override
    public void onError(Throwable error) {
      Fault fault = Fault.of(error);
      made += fault.attempts();
      long backoff = Math.max(pause(begun), fault.retryAfter().map(Duration::toNanos).orElse(0L));
      if (cancelled
          || begun >= config.attempts()
          || !mayPass(fault)
          || backoff >= scope.remaining()
          || !mayRetry()) {
        caller.onError(new StepException(fault.withAttempts(made)));
        return;
      }
      pause = scheduler.schedule(this::begin, backoff, TimeUnit.NANOSECONDS);
      if (cancelled) {
        pause.dispose();
      }
    }

    @Override
    public void onSubscribe(Subscription attempt) {
      running = attempt;
      if (cancelled) {
        attempt.cancel();
      } else {
        attempt.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(Json value) {
      caller.onNext(value);
    }

    @Override
    public void onComplete() {
      caller.onComplete();
    }

    /** Created on first use, because most calls go to one server and have one attempt. */
    @Override
    public Context currentContext() {
      Context made = context;
      if (made == null) {
        made = new AttemptHistory().putInto(caller.currentContext());
        context = made;
      }
      return made;
    }

    /** Does nothing, because there is at most one value. */
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {
      cancelled = true;
      pause.dispose();
      running.cancel();
    }
  }

  private boolean mayRetry() {
    boolean may = budget.tryWithdraw();
    counters.count(may ? GuardEvent.RETRY : GuardEvent.RETRY_BUDGET_EXHAUSTED);
    return may;
  }

  private long pause(int number) {
    long maxPause = config.backoff().toNanos() << Math.min(number - 1, MAX_DOUBLINGS);
    return ThreadLocalRandom.current().nextLong(maxPause + 1);
  }

  /**
   * A transient fault, not one that the same call would cause again. This includes an effect with
   * an unknown result: only a call that may happen twice has a retry at all. One that is known to
   * have happened is not repeated.
   */
  private static boolean mayPass(Fault fault) {
    return fault.nature() == Fault.Nature.TRANSIENT && !fault.happened();
  }
}
