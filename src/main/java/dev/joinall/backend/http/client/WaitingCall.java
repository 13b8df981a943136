package dev.joinall.backend.http.client;

import io.netty.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call in the queue for a connection. Thread-safe. */
final class WaitingCall {
  private final ClientCall call;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Future<?> timer;

  WaitingCall(ClientCall call) {
    this.call = call;
  }

  /** Must be called once, before the call is in the queue. */
  void timer(Future<?> started) {
    timer = started;
  }

  ClientCall call() {
    return call;
  }

  /** Ends the wait; false if it has already ended. */
  boolean end() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    Future<?> started = timer;
    if (started != null) {
      started.cancel(false);
    }
    return true;
  }
}
