package dev.joinall.config;

/** One call of a backend. Each kind has its own implementations. Immutable. */
public non-sealed interface BackendCall extends Operation {
  /** The operation in a few words, for {@code explain}: {@code find-one products}. */
  String label();

  /** Properties of the result that are known before the call runs. */
  CallResult result();
}
