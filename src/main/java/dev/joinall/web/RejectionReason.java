package dev.joinall.web;

/**
 * Why a request was rejected before any of its tasks ran; for the reasons of credentials see {@link
 * dev.joinall.security.Authentication.Reason}. The names are the tag values of the metric.
 */
enum RejectionReason {
  /** The path, the query, a header or the body does not fit what the route declares. */
  INPUT,
  NOT_ACCEPTABLE,
  LATE_BODY,
  TOO_LARGE,
  CONTENT_TYPE,
  EXPECTATION,
  NO_CREDENTIALS,
  /** The caller belongs to no group that the route allows. */
  CALLER,
  SCOPE,
  CONDITION,
  RATE_LIMIT,
  BULKHEAD,
  MEMORY,
  /** The issuer of the credentials can't be asked. */
  ISSUER_DOWN,
  /** The server shuts down, or the route is being replaced. */
  ENDING;

  /** The reason of an answer, by its status. */
  static RejectionReason of(int status) {
    return switch (status) {
      case 401 -> NO_CREDENTIALS;
      case 403 -> CALLER;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> LATE_BODY;
      case 413 -> TOO_LARGE;
      case 415 -> CONTENT_TYPE;
      case 417 -> EXPECTATION;
      case 429 -> RATE_LIMIT;
      case 503 -> MEMORY;
      default -> INPUT;
    };
  }
}
