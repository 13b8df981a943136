package dev.joinall.web;

import dev.joinall.backend.StatusMapping;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.security.Authentication;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Callers;
import dev.joinall.security.TokenScheme;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;

/**
 * Builds the answers to requests that are denied access, with the error codes of RFC 6750 and RFC
 * 9449. Immutable and thread-safe.
 *
 * @param schemes the authentication schemes (RFC 9110, 11.6.1) that the callers of the route can
 *     use, with their parameters
 */
record AccessAnswers(Map<String, String> schemes) {
  private static final String BEARER = "Bearer";
  private static final String DPOP = "DPoP";

  /** The algorithms that a client may use for its proofs (RFC 9449, 7.1). */
  private static final String ALGORITHMS =
      "algs=\"ES256 ES384 ES512 EdDSA PS256 PS384 PS512 RS256 RS384 RS512\"";

  /** In seconds. The keys of an issuer are fetched again after about this time. */
  private static final String RETRY_AFTER = "5";

  /**
   * The answers for a route that allows these groups of callers; for all callers if the set is
   * empty.
   */
  static AccessAnswers of(Callers callers, Set<String> groups) {
    Map<String, String> schemes = new LinkedHashMap<>();
    if (callers.haveBearers(groups)) {
      schemes.put(BEARER, "");
    }
    if (callers.haveTokens(groups)) {
      schemes.put(DPOP, ALGORITHMS);
    }
    if (callers.haveKeys(groups)) {
      schemes.put("ApiKey", "");
    }
    if (callers.haveCertificates(groups)) {
      schemes.put("ClientCertificate", "");
    }
    return new AccessAnswers(schemes);
  }

  HttpAnswer unauthenticated() {
    return challenged(401, ProblemTexts.NO_CREDENTIALS, challenge("", ""));
  }

  /** The answer to a request whose credentials were rejected. */
  HttpAnswer refused(Reason reason, RouteRequest request) {
    return switch (reason) {
      case REQUEST, SEVERAL -> refused(400, "invalid_request", reason, request);
      case KEY, CERTIFICATE -> challenged(401, reason.text(), challenge("", ""));
      case PROOF,
          PROOF_FORM,
          PROOF_KEY,
          PROOF_SIGNATURE,
          PROOF_REQUEST,
          PROOF_TOKEN,
          PROOF_TIME,
          PROOF_USED ->
          refused(401, "invalid_dpop_proof", reason, request);
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
          SCHEME,
          UNBOUND,
          INACTIVE,
          SIGNATURE ->
          refused(401, "invalid_token", reason, request);
    };
  }

  private HttpAnswer refused(int status, String code, Reason reason, RouteRequest request) {
    String error = "error=\"%s\", error_description=\"%s\"".formatted(code, reason.text());
    String used = scheme(request);
    return challenged(
        status, reason.text(), challenge(schemes.containsKey(used) ? used : DPOP, error));
  }

  /** Lists all schemes. The error is a parameter of the scheme that the request used. */
  private String challenge(String used, String error) {
    return schemes.entrySet().stream()
        .map(it -> challenge(it.getKey(), it.getKey().equals(used) ? error : "", it.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String challenge(String scheme, String error, String parameters) {
    String all =
        Stream.of(error, parameters).filter(it -> !it.isEmpty()).collect(Collectors.joining(", "));
    return all.isEmpty() ? scheme : scheme + " " + all;
  }

  private static String scheme(RouteRequest request) {
    String sent = request.header(HttpHeaders.AUTHORIZATION);
    return sent != null && TokenScheme.DPOP.begins(sent) ? DPOP : BEARER;
  }

  private static HttpAnswer challenged(int status, String detail, String challenge) {
    return ProblemDetails.of(status, detail).with(HttpHeaders.WWW_AUTHENTICATE, challenge);
  }

  static HttpAnswer forbidden() {
    return ProblemDetails.of(403, ProblemTexts.FORBIDDEN);
  }

  /**
   * The answer to a caller that lacks scopes.
   *
   * @param scopes the scopes that would be enough
   */
  static HttpAnswer insufficient(Set<String> scopes, RouteRequest request) {
    String scheme = scheme(request);
    String error =
        "error=\"insufficient_scope\", scope=\"%s\""
            .formatted(String.join(" ", new TreeSet<>(scopes)));
    return challenged(
        403,
        ProblemTexts.INSUFFICIENT_SCOPE,
        challenge(scheme, error, scheme.equals(DPOP) ? ALGORITHMS : ""));
  }

  static HttpAnswer unavailable(String detail) {
    return ProblemDetails.of(StatusMapping.REJECTED, detail)
        .with(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
  }

  static Authentication late() {
    return new Authentication.Unavailable("the keys of the token's issuer did not come in time");
  }
}
