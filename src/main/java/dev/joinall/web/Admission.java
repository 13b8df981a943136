package dev.joinall.web;

import dev.joinall.edge.AdmissionControl;
import dev.joinall.edge.AdmissionControl.Rejection;
import dev.joinall.openapi.ProblemTexts;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Counts the requests in flight. Rejects a request over a limit with 503 before it is read.
 * Thread-safe.
 */
final class Admission {
  private static final HttpAnswer OVERLOADED = unavailable(ProblemTexts.OVERLOADED);
  private static final HttpAnswer FULL = unavailable(ProblemTexts.NO_MEMORY);

  private Admission() {}

  private static HttpAnswer unavailable(String detail) {
    return CacheRules.forbid(ProblemDetails.of(503, detail).with(HttpHeaders.RETRY_AFTER, "1"));
  }

  /**
   * Admits or rejects one request.
   *
   * @param work answers the request if it is admitted
   */
  static Mono<Void> admit(
      AdmissionControl admission,
      Supplier<Mono<Void>> work,
      RouteRequest request,
      RouteResponse response) {
    Optional<Rejection> refusal = admission.enter();
    if (refusal.isPresent()) {
      return refuse(refusal.get(), request, response);
    }
    Mono<Void> answer;
    try {
      answer = work.get();
    } catch (Throwable e) { // any throwable must release the slot
      answer = Mono.error(e);
    }
    return answer.doFinally(signal -> admission.leave());
  }

  static Mono<Void> refuse(Rejection reason, RouteRequest request, RouteResponse response) {
    HttpAnswer answer =
        switch (reason) {
          case IN_FLIGHT, LATENESS, PRIORITY -> OVERLOADED;
          case MEMORY -> FULL;
        };
    return ResponseWriter.write(answer, request, response);
  }
}
