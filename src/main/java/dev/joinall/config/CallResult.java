package dev.joinall.config;

/**
 * Properties of a call's result that are known before it runs, for the OpenAPI document.
 *
 * @param schema a JSON Schema (2020-12) of the value, as JSON text; {@code {}} if nothing is known.
 *     A {@code title} makes it a component of that name
 * @param mayBeAbsent whether a successful call may have no value
 * @param mayConflict whether the fault {@code conflict} is possible
 */
public record CallResult(String schema, boolean mayBeAbsent, boolean mayConflict) {
  /** A value of any type. */
  public static final CallResult ANY = of("{}");

  /** A value that matches this schema. */
  public static CallResult of(String schema) {
    return new CallResult(schema, false, false);
  }

  /** A copy whose value may be absent. */
  public CallResult withAbsent() {
    return new CallResult(schema, true, mayConflict);
  }

  /** A copy that may fail with a conflict. */
  public CallResult withConflict() {
    return new CallResult(schema, mayBeAbsent, true);
  }
}
