package dev.joinall.config;

/** One call of a backend. Each kind has its own implementations. Immutable. */
public non-sealed interface BackendCall extends Operation {
  /** The operation in a few words, for {@code explain}: {@code find-one products}. */
  String label();

  /** Properties of the result that are known before the call runs. */
  CallResult result();

  /**
   * Whether its result is a stream of bytes, which is passed on as the whole answer. Its step puts
   * them into the {@code Transfer} of the request as soon as they begin, and its value is only a
   * mark of success.
   */
  default boolean streams() {
    return false;
  }

  /**
   * Warns of what can only be meant otherwise, for {@code check} and {@code explain}. Asked after
   * {@code Backend.prepare} has found no problem.
   */
  default void warn(CallWarnings warnings) {}
}
