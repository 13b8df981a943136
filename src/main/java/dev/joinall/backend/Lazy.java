package dev.joinall.backend;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is created on first use. Thread-safe: all callers get the same value. */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private final AtomicReference<@Nullable T> made = new AtomicReference<>();

  /**
   * @param maker has no side effects, because it may run more than once
   */
  public Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public T get() {
    T known = made.get();
    if (known != null) {
      return known;
    }
    T mine = maker.get();
    T other = made.compareAndExchange(null, mine);
    return other == null ? mine : other;
  }
}
