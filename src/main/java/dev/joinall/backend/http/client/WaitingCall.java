package dev.joinall.backend.http.client;

import io.netty.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call in the queue for a connection. Thread-safe. */
final class WaitingCall {
  private final ClientCall call;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Future<?> timer;

  WaitingCall(ClientCall call) {
    this.call = call;
  }

  /** To be called once, before the call is in the queue. */
  void timer(Future<?> started) {
    timer = started;
  }

  ClientCall call() {
    return call;
  }

  /** It waits no longer; false if it did not wait. */
  boolean end() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    Future<?> started = timer;
    if (started != null) {
      started.cancel(false);
    }
    return true;
  }
}
