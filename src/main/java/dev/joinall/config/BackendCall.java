package dev.joinall.config;

/** One call of a backend. Each kind has its own implementations. Immutable. */
public non-sealed interface BackendCall extends Operation {
  /**
   * A short description of the operation for {@code explain}, such as {@code find-one products}.
   */
  String label();

  /** Properties of the result that are known before the call runs. */
  CallResult result();

  /**
   * Whether its result is a stream of bytes, which becomes the whole response. Its step puts the
   * stream into the {@code Transfer} of the request as soon as it begins, and its value only
   * indicates success.
   */
  default boolean streams() {
    return false;
  }

  /**
   * Adds warnings about valid declarations that are probably mistakes, for {@code check} and {@code
   * explain}. Called after {@code Backend.prepare} has found no problem.
   */
  default void warn(CallWarnings warnings) {}
}
