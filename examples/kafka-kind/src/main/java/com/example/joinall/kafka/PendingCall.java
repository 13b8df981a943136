package com.example.joinall.kafka;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One call: waits for a place, works with open clients, and releases both exactly once, when the
 * client has the result, also if the caller does not wait any more. Thread-safe.
 *
 * @param <T> the result
 */
final class PendingCall<T> implements Runnable {
  /** What the call does with open clients. May block until {@link #commit}. */
  interface Work<T> {
    void with(Clients clients, PendingCall<T> call) throws Exception;
  }

  private enum State {
    /** Nothing was sent; the thread may be interrupted. */
    OPEN,
    /** The client has it. */
    COMMITTED,
    /** The caller has a result, or does not wait any more. */
    ABANDONED
  }

  private final Places places;
  private final ClientPool pool;
  private final Work<T> work;
  private final long deadline;
  private final MonoSink<T> sink;
  private final boolean hasPlace;
  private State state = State.OPEN;
  private @Nullable Thread thread;
  private @Nullable Clients clients;
  private boolean ended;

  PendingCall(
      Places places,
      ClientPool pool,
      Work<T> work,
      Duration left,
      MonoSink<T> sink,
      boolean hasPlace) {
    this.places = places;
    this.pool = pool;
    this.work = work;
    this.deadline = System.nanoTime() + left.toNanos();
    this.sink = sink;
    this.hasPlace = hasPlace;
  }

  @Override
  public void run() {
    boolean placed = hasPlace;
    try {
      if (!begin()) {
        if (!placed) {
          places.leaveQueue();
        }
        throw new InterruptedException();
      }
      if (!placed) {
        places.await();
        placed = true;
      }
      work.with(open(), this);
    } catch (StepException e) {
      end(e, placed);
    } catch (InterruptedException | InterruptException e) {
      end(KafkaFaults.exception(interrupted()), placed);
    } catch (Throwable e) {
      Throwable cause = e instanceof ExecutionException wrapped ? wrapped.getCause() : e;
      retireIfUseless(cause);
      end(KafkaFaults.exception(KafkaFaults.unsent(cause)), placed);
    }
  }

  private Fault interrupted() {
    return pool.isClosed() ? KafkaFaults.closed() : KafkaFaults.late();
  }

  private Clients open() throws IOException, InterruptedException {
    Clients open = pool.begin(left());
    synchronized (this) {
      clients = open;
    }
    return open;
  }

  /** False if the caller does not wait any more. */
  private synchronized boolean begin() {
    thread = Thread.currentThread();
    return state != State.ABANDONED;
  }

  /** The time until the caller does not wait any more. */
  Duration left() {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  /** From now on the client has the record, and its result is the one that counts. */
  synchronized void commit() throws InterruptedException {
    if (state == State.ABANDONED) {
      throw new InterruptedException();
    }
    state = State.COMMITTED;
    thread = null;
  }

  void succeed(T value) {
    release(true);
    sink.success(value);
  }

  /** The client could not do what was committed. */
  void fail(Throwable error) {
    retireIfUseless(error);
    Fault fault = pool.isClosed() ? KafkaFaults.closedInFlight() : KafkaFaults.ofSent(error);
    end(KafkaFaults.exception(fault), true);
  }

  private void end(StepException error, boolean placed) {
    release(placed);
    sink.error(error);
  }

  private void release(boolean placed) {
    Clients used;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      thread = null;
      used = clients;
    }
    if (used != null) {
      pool.end(used);
    }
    if (placed) {
      places.release();
    }
  }

  private synchronized void retireIfUseless(Throwable error) {
    if (clients != null && KafkaFaults.endsClients(error)) {
      pool.retire(clients);
    }
  }

  /** The time is over: a call that is not committed fails, and nothing was sent. */
  void giveUp() {
    if (abandon()) {
      sink.error(KafkaFaults.exception(KafkaFaults.late()));
    }
  }

  /**
   * The caller does not wait any more. What is committed stays with the client.
   *
   * @return whether nothing was committed, and never will be
   */
  synchronized boolean abandon() {
    if (state == State.COMMITTED) {
      return false;
    }
    state = State.ABANDONED;
    if (thread != null) {
      thread.interrupt();
    }
    return true;
  }
}
