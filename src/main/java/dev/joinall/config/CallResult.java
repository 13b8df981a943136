package dev.joinall.config;

/**
 * What is known of a call's result before it runs; the OpenAPI document tells it.
 *
 * @param schema a JSON Schema (2020-12) of the value, as JSON text; {@code {}} where nothing is
 *     known. A {@code title} makes it a component of that name
 * @param mayBeAbsent whether there may be no value, although nothing failed
 * @param mayConflict whether the fault {@code conflict} is possible
 */
public record CallResult(String schema, boolean mayBeAbsent, boolean mayConflict) {
  /** Nothing is known of the value, but that there is one. */
  public static final CallResult ANY = of("{}");

  /** A value of this schema. */
  public static CallResult of(String schema) {
    return new CallResult(schema, false, false);
  }

  /** The same, where there may be no value. */
  public CallResult withAbsent() {
    return new CallResult(schema, true, mayConflict);
  }

  /** The same, where the call may meet a conflict. */
  public CallResult withConflict() {
    return new CallResult(schema, mayBeAbsent, true);
  }
}
