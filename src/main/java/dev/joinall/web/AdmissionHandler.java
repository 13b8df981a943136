package dev.joinall.web;

import dev.joinall.edge.AdmissionControl;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** Admits the requests that come through Spring's HTTP server. Thread-safe. */
public final class AdmissionHandler implements HttpHandler {
  private final AdmissionControl admission;
  private final HttpHandler others;

  /**
   * @param others handles the admitted requests
   */
  public AdmissionHandler(AdmissionControl admission, HttpHandler others) {
    this.admission = admission;
    this.others = others;
  }

  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    return Admission.admit(
        admission,
        () -> others.handle(request, response),
        new SpringRequest(request),
        new SpringResponse(response));
  }
}
