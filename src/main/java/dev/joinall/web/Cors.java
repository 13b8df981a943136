package dev.joinall.web;

import dev.joinall.config.CorsConfig;
import dev.joinall.config.RouteConfig;
import dev.joinall.plan.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * The headers that let pages of other origins call a route (Fetch Standard, 3.3). An origin is
 * compared exactly, and never repeated unless it is declared. Immutable and thread-safe.
 *
 * @param methods the methods that a page may use
 */
record Cors(CorsConfig config, List<String> methods) {
  static Optional<Cors> of(Plan plan) {
    return plan.access().cors().map(it -> new Cors(it, methods(it, plan)));
  }

  private static List<String> methods(CorsConfig config, Plan plan) {
    return config.methods().isEmpty()
        ? plan.route().map(RouteConfig::method).map(List::of).orElse(List.of())
        : config.methods();
  }

  private boolean isOpen() {
    return config.origins().contains(CorsConfig.ANY);
  }

  /** Sets the headers of any answer. */
  void allow(RouteRequest request, RouteResponse answer) {
    String origin = request.header(HttpHeaders.ORIGIN);
    if (!isOpen()) {
      answer.set(
          HttpHeaders.VARY, CacheRules.merged(answer.get(HttpHeaders.VARY), HttpHeaders.ORIGIN));
    }
    if (origin == null || !allows(origin)) {
      return;
    }
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, isOpen() ? CorsConfig.ANY : origin);
    if (config.credentials()) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    if (!config.expose().isEmpty()) {
      answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, String.join(", ", config.expose()));
    }
  }

  private boolean allows(String origin) {
    return isOpen() || config.origins().contains(origin);
  }

  /** The method that a preflight asks for; empty if the request is no preflight. */
  static Optional<String> requestedMethod(RouteRequest request) {
    return request.method().equals("OPTIONS") && request.header(HttpHeaders.ORIGIN) != null
        ? Optional.ofNullable(request.header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD))
        : Optional.empty();
  }

  /**
   * Answers a preflight. The answer names only declared values, so the browser denies all others.
   */
  Mono<Void> preflight(RouteRequest request, RouteResponse answer) {
    answer.set(
        HttpHeaders.VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    String origin = request.header(HttpHeaders.ORIGIN);
    if (origin != null && allows(origin)) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, isOpen() ? CorsConfig.ANY : origin);
      if (config.credentials()) {
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      }
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods));
      if (!config.headers().isEmpty()) {
        answer.set(
            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
            String.join(", ", config.headers()).toLowerCase(Locale.ROOT));
      }
      answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(config.maxAge().toSeconds()));
    }
    answer.status(204);
    return answer.complete();
  }
}
