package dev.joinall.web;

import dev.joinall.backend.StatusMapping;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.security.Authentication;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Callers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;

/**
 * The answers to requests that may not pass, with the words of RFC 6750. Immutable and thread-safe.
 *
 * @param challenge the schemes that the callers of the route can use (RFC 9110, 11.6.1)
 */
record AccessAnswers(String challenge) {
  /** In seconds: when the keys of an issuer are fetched again. */
  private static final String RETRY_AFTER = "5";

  /** Of the callers that these groups name; of all if there is none. */
  static AccessAnswers of(Callers callers, Set<String> groups) {
    List<String> schemes = new ArrayList<>();
    if (callers.haveTokens(groups)) {
      schemes.add("Bearer");
    }
    if (callers.haveKeys(groups)) {
      schemes.add("ApiKey");
    }
    if (callers.haveCertificates(groups)) {
      schemes.add("ClientCertificate");
    }
    return new AccessAnswers(String.join(", ", schemes));
  }

  HttpAnswer unauthenticated() {
    return challenged(401, ProblemTexts.NO_CREDENTIALS, challenge);
  }

  HttpAnswer refused(Reason reason) {
    return switch (reason) {
      case REQUEST, SEVERAL -> challenged(400, reason.text(), error("invalid_request", reason));
      case KEY, CERTIFICATE -> challenged(401, reason.text(), challenge);
      case MALFORMED,
          TYPE,
          CRITICAL,
          ALGORITHM,
          ISSUER,
          AUDIENCE,
          EXPIRY,
          EXPIRED,
          EARLY,
          SUBJECT,
          BOUND,
          POSSESSION,
          INACTIVE,
          SIGNATURE ->
          challenged(401, reason.text(), error("invalid_token", reason));
    };
  }

  private String error(String code, Reason reason) {
    return challenge.startsWith("Bearer")
        ? "Bearer error=\"%s\", error_description=\"%s\"".formatted(code, reason.text())
        : challenge;
  }

  private static HttpAnswer challenged(int status, String detail, String challenge) {
    return ProblemDetails.of(status, detail).with(HttpHeaders.WWW_AUTHENTICATE, challenge);
  }

  static HttpAnswer forbidden() {
    return ProblemDetails.of(403, ProblemTexts.FORBIDDEN);
  }

  /**
   * The caller lacks scopes.
   *
   * @param scopes that would be enough
   */
  static HttpAnswer insufficient(Set<String> scopes) {
    return challenged(
        403,
        ProblemTexts.INSUFFICIENT_SCOPE,
        "Bearer error=\"insufficient_scope\", scope=\"%s\""
            .formatted(String.join(" ", new TreeSet<>(scopes))));
  }

  static HttpAnswer unavailable(String detail) {
    return ProblemDetails.of(StatusMapping.REJECTED, detail)
        .with(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
  }

  static Authentication late() {
    return new Authentication.Unavailable("the keys of the token's issuer did not come in time");
  }
}
