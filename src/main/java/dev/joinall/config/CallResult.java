package dev.joinall.config;

/**
 * Properties of a call's result that are known before it runs, for the OpenAPI document.
 *
 * @param schema a JSON Schema (2020-12) of the value, as JSON text; {@code {}} if nothing is known.
 *     A {@code title} makes it a component of that name
 * @param mayBeAbsent whether a successful call may have no value
 * @param mayConflict whether the fault {@code conflict} is possible
 * @param hasStatus whether the protocol tells a status, which {@code outcomes.x.code} shows
 */
public record CallResult(
    String schema, boolean mayBeAbsent, boolean mayConflict, boolean hasStatus) {
  @Internal
  public CallResult {}

  /** Nothing is known of the value, but that there is one. */
  public static final CallResult ANY = of("{}");

  /** A value that matches this schema. */
  public static CallResult of(String schema) {
    return new CallResult(schema, false, false, false);
  }

  /** A copy whose value may be absent. */
  public CallResult withAbsent() {
    return new CallResult(schema, true, mayConflict, hasStatus);
  }

  /** A copy that may fail with a conflict. */
  public CallResult withConflict() {
    return new CallResult(schema, mayBeAbsent, true, hasStatus);
  }

  /** The same, where the protocol tells a status; a 404 to an effect is one. */
  public CallResult withStatus() {
    return new CallResult(schema, mayBeAbsent, mayConflict, true);
  }
}
