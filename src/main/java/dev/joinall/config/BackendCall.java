package dev.joinall.config;

/** One call of a backend. Each kind has its own records of it. Immutable. */
public non-sealed interface BackendCall extends Operation {
  /** The operation in a few words, for {@code explain}: {@code find-one products}. */
  String label();

  /** What is known of its result before it runs. */
  CallResult result();
}
