package dev.joinall.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The objects that the attempts of one call have used, such as instances of a backend, so that the
 * next attempt can use another one. Thread-safe.
 */
public final class AttemptHistory {
  /** Most calls have one attempt. */
  private @Nullable Object first;

  private @Nullable List<Object> others;

  /** The history of the current call; empty if the call can have only one attempt. */
  public static Optional<AttemptHistory> in(ContextView context) {
    return context.getOrEmpty(AttemptHistory.class);
  }

  /** Returns the context for all attempts of one call. */
  public Context putInto(Context context) {
    return context.put(AttemptHistory.class, this);
  }

  public synchronized void add(Object instance) {
    if (first == null) {
      first = instance;
      return;
    }
    if (others == null) {
      others = new ArrayList<>();
    }
    others.add(instance);
  }

  /** Whether an attempt has used this object, compared by identity. */
  @SuppressWarnings("ReferenceEquality")
  public synchronized boolean has(Object instance) {
    return first == instance || (others != null && others.stream().anyMatch(it -> it == instance));
  }
}
