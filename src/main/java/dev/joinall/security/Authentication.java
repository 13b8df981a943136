package dev.joinall.security;

import reactor.core.publisher.Mono;

/** The result of checking the credentials of a request. */
public sealed interface Authentication {
  /** The request has no credentials. */
  record None() implements Authentication {}

  /** The credentials are valid. */
  record Known(AuthenticatedCaller caller) implements Authentication {}

  /** The credentials are not valid. */
  record Refused(Reason reason) implements Authentication {}

  /**
   * The credentials can't be checked now.
   *
   * @param detail for the client
   */
  record Unavailable(String detail) implements Authentication {}

  /**
   * The issuer must be asked first, for a key or about the token.
   *
   * @param result signalled on another thread; never pending
   */
  record Pending(Mono<Authentication> result) implements Authentication {}

  None NONE = new None();

  /** The reasons for refused credentials. Their texts contain no values of a token. */
  enum Reason {
    /** The header does not have the syntax of its scheme (RFC 6750, 3.1). */
    REQUEST("the credentials can't be read"),
    SEVERAL("a request has one kind of credentials"),
    KEY("the API key is unknown"),
    CERTIFICATE("the certificate has expired"),
    MALFORMED("the token is not a signed JWT"),
    TYPE("the token is of another type"),
    CRITICAL("the token has critical extensions, which are unknown here"),
    ALGORITHM("the algorithm of the token is not accepted"),
    ISSUER("the issuer of the token is unknown"),
    AUDIENCE("the token is for another audience"),
    EXPIRY("the token has no expiry"),
    EXPIRED("the token has expired"),
    EARLY("the token is not valid yet"),
    SUBJECT("the token names no subject"),
    BOUND("the token is bound to a key of an unsupported type"),
    POSSESSION("the token is bound to a certificate that this connection does not have"),
    SCHEME("the token is bound to a key and needs the scheme DPoP"),
    UNBOUND("the token is not bound to a key by DPoP"),
    PROOF("the request needs one proof of the key in the header DPoP"),
    PROOF_FORM("the proof of the key can't be used"),
    PROOF_KEY("the proof is by another key than that of the token"),
    PROOF_SIGNATURE("the signature of the proof is not valid"),
    PROOF_REQUEST("the proof is for another request"),
    PROOF_TOKEN("the proof is for another token"),
    PROOF_TIME("the proof is too old or from the future"),
    PROOF_USED("the proof was used before"),
    INACTIVE("the token is not active"),
    SIGNATURE("the signature of the token is not valid");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** The text for the client: only letters and spaces, so that a header can contain it. */
    public String text() {
      return text;
    }
  }
}
