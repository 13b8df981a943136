package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The calls that equal calls of one request share, including those of nested aggregations. Lives as
 * long as the request. Thread-safe.
 */
@Internal
public final class EqualCalls {
  /** For a request without repeated calls. */
  public static final EqualCalls NONE = new EqualCalls(Set.of());

  private final Set<String> declarations;
  private final Map<CallKey, Object> calls = new ConcurrentHashMap<>(4);

  private EqualCalls(Set<String> declarations) {
    this.declarations = declarations;
  }

  /**
   * Creates the calls of one request.
   *
   * @param declarations the declarations with more than one possible call
   */
  public static EqualCalls of(Set<String> declarations) {
    return declarations.isEmpty() ? NONE : new EqualCalls(declarations);
  }

  /** Whether this declaration may have more than one call. */
  public boolean mayRepeat(String declaration) {
    return declarations.contains(declaration);
  }

  /** Returns the call with this key; if there is none, adds a new one. */
  public Object call(CallKey key, Supplier<Object> made) {
    Object known = calls.get(key);
    return known == null ? calls.computeIfAbsent(key, it -> made.get()) : known;
  }
}
