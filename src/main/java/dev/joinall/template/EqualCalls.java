package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The calls of one request that equal ones share, with those of its inner aggregations. It lives as
 * long as the request. Thread-safe.
 */
@Internal
public final class EqualCalls {
  /** For a request that makes no call twice. */
  public static final EqualCalls NONE = new EqualCalls(Set.of());

  private final Set<String> declarations;
  private final Map<CallKey, Object> calls = new ConcurrentHashMap<>(4);

  private EqualCalls(Set<String> declarations) {
    this.declarations = declarations;
  }

  /**
   * The calls of one request.
   *
   * @param declarations of which it may make more than one call
   */
  public static EqualCalls of(Set<String> declarations) {
    return declarations.isEmpty() ? NONE : new EqualCalls(declarations);
  }

  /** Whether there may be more than one call of this declaration. */
  public boolean mayRepeat(String declaration) {
    return declarations.contains(declaration);
  }

  /** The call with this key, or a new one, which is the one from now on. */
  public Object call(CallKey key, Supplier<Object> made) {
    Object known = calls.get(key);
    return known == null ? calls.computeIfAbsent(key, it -> made.get()) : known;
  }
}
