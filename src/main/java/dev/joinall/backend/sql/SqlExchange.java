package dev.joinall.backend.sql;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

/**
 * One call on one connection. A cancelled call is ended on the server, over another connection. The
 * connection is returned when the server has completed both, so that a late request to end a
 * statement can't affect the next one; otherwise it is closed.
 */
final class SqlExchange extends BaseSubscriber<Json> implements Running {
  /** The maximum time for a cancelled call to end; then its connection is closed. */
  private static final Duration CANCEL_GRACE = Duration.ofMillis(500);

  private enum State {
    RUNNING,
    ABANDONED,
    DONE
  }

  private final MonoSink<Json> caller;
  private final Place place;
  private final Scheduler scheduler;
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  /** The end of a cancelled call, and of the request to end it. */
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  private volatile @Nullable Json value;

  private SqlExchange(MonoSink<Json> caller, Place place, Scheduler scheduler) {
    this.caller = caller;
    this.place = place;
    this.scheduler = scheduler;
  }

  /** Runs the work on the connection, and returns the connection. */
  static Mono<Json> run(
      Place place, BiFunction<Session, Running, Mono<Json>> work, Scheduler scheduler) {
    return Mono.create(caller -> {
      var exchange = new SqlExchange(caller, place, scheduler);
      caller.onCancel(exchange::abandon);
      place.session().start(() -> exchange.begin(work));
    });
  }

  private void begin(BiFunction<Session, Running, Mono<Json>> work) {
    if (isAbandoned()) {
      ended(false);
    } else {
      work.apply(place.session(), this).contextWrite(DroppedErrors::silently).subscribe(this);
    }
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public boolean isAbandoned() {
    return state.get() == State.ABANDONED;
  }

  @Override
  public void fail(StepException error) {
    if (abandon()) {
      caller.error(error);
    }
  }

  private boolean abandon() {
    if (!state.compareAndSet(State.RUNNING, State.ABANDONED)) {
      return false;
    }
    var mine = new Ending(place, scheduler);
    ending.set(mine);
    mine.begin();
    return true;
  }

  @Override
  protected void hookOnNext(Json json) {
    value = json;
  }

  @Override
  protected void hookOnComplete() {
    if (state.compareAndSet(State.RUNNING, State.DONE)) {
      place.release();
      caller.success(value);
    } else {
      ended(false);
    }
  }

  @Override
  protected void hookOnError(Throwable error) {
    Fault fault = Fault.of(error);
    if (state.compareAndSet(State.RUNNING, State.DONE)) {
      if (isUsableAfter(fault) && place.session().isOpen()) {
        place.release();
      } else {
        place.invalidate();
      }
      caller.error(error);
    } else {
      ended(fault.type() == Fault.Type.TIMEOUT);
    }
  }

  /** Whether the server has reported the error, so that it is ready for the next statement. */
  private static boolean isUsableAfter(Fault fault) {
    return switch (fault.type()) {
      case STATUS, CONFLICT, INVALID, TIMEOUT -> true;
      case UNAVAILABLE, MALFORMED, TOO_LARGE, UNKNOWN, ERROR, REJECTED -> false;
    };
  }

  private void ended(boolean isClean) {
    Ending known = ending.get();
    while (known == null) { // set right after the state, by another thread
      Thread.onSpinWait();
      known = ending.get();
    }
    known.ended(isClean);
  }

  @Override
  protected void hookFinally(SignalType type) {
    // the end of the work was already reported
  }

  /** The end of a cancelled call. */
  private static final class Ending {
    private final Place place;
    private final Scheduler scheduler;
    private Disposable alarm = () -> {};
    private boolean cancelSent;
    private boolean ended;
    private boolean clean;
    private boolean finished;

    Ending(Place place, Scheduler scheduler) {
      this.place = place;
      this.scheduler = scheduler;
    }

    synchronized void begin() {
      alarm = scheduler.schedule(this::expire, CANCEL_GRACE.toMillis(), TimeUnit.MILLISECONDS);
      var _ =
          place
              .session()
              .cancel()
              .contextWrite(DroppedErrors::silently)
              .subscribe(it -> {}, error -> expire(), this::cancelSent);
    }

    private synchronized void cancelSent() {
      cancelSent = true;
      finish();
    }

    synchronized void ended(boolean isClean) {
      ended = true;
      clean = isClean;
      finish();
    }

    private void finish() {
      if (cancelSent && ended && !finished) {
        finished = true;
        alarm.dispose();
        if (clean && place.session().isOpen()) {
          place.release();
        } else {
          place.invalidate();
        }
      }
    }

    private synchronized void expire() {
      if (!finished) {
        finished = true;
        alarm.dispose();
        place.invalidate();
      }
    }
  }
}
