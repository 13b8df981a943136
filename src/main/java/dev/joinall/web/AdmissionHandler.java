package dev.joinall.web;

import dev.joinall.edge.AdmissionControl;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Admits the requests that come through Spring's HTTP server. Thread-safe.
 *
 * @param others handles the admitted requests
 */
public record AdmissionHandler(AdmissionControl admission, HttpHandler others)
    implements HttpHandler {
  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    return Admission.admit(
        admission,
        () -> others.handle(request, response),
        new SpringRequest(request),
        new SpringResponse(response));
  }
}
