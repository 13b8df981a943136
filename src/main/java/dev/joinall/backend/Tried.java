package dev.joinall.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What the attempts of one call have used, such as instances of a backend, so that the next attempt
 * can use another one. Thread-safe.
 */
public final class Tried {
  private final List<Object> used = new ArrayList<>(2);

  /** That of the call, if it may have several attempts. */
  public static Optional<Tried> in(ContextView context) {
    return context.getOrEmpty(Tried.class);
  }

  /** The context for all attempts of one call. */
  public Context putInto(Context context) {
    return context.put(Tried.class, this);
  }

  public synchronized void add(Object instance) {
    used.add(instance);
  }

  /** Whether an attempt has used this very object. */
  @SuppressWarnings("ReferenceEquality")
  public synchronized boolean has(Object instance) {
    for (Object it : used) {
      if (it == instance) {
        return true;
      }
    }
    return false;
  }
}
