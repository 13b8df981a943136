package dev.joinall.config;

/**
 * Properties of a call's result that are known before it runs, for the OpenAPI document.
 *
 * @param schema a JSON Schema (2020-12) of the value, as JSON text; {@code {}} if nothing is known.
 *     A schema with a {@code title} becomes a component of that name
 * @param mayBeAbsent whether a successful call may have no value
 * @param mayConflict whether the fault {@code conflict} is possible
 * @param hasStatus whether the protocol has a status, which {@code outcomes.x.code} shows
 */
public record CallResult(
    String schema, boolean mayBeAbsent, boolean mayConflict, boolean hasStatus) {
  @Internal
  public CallResult {}

  /** Any value; it is never absent. */
  public static final CallResult ANY = of("{}");

  /** A value that matches this schema. */
  public static CallResult of(String schema) {
    return new CallResult(schema, false, false, false);
  }

  /** Returns a copy whose value may be absent. */
  public CallResult withAbsent() {
    return new CallResult(schema, true, mayConflict, hasStatus);
  }

  /** Returns a copy that may fail with a conflict. */
  public CallResult withConflict() {
    return new CallResult(schema, mayBeAbsent, true, hasStatus);
  }

  /**
   * Returns a copy for a protocol with a status. If the call is an effect, it may also fail with a
   * 404.
   */
  public CallResult withStatus() {
    return new CallResult(schema, mayBeAbsent, mayConflict, true);
  }
}
