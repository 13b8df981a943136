package dev.joinall.web;

import dev.joinall.json.Json;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.Access;
import dev.joinall.security.RequestLimiter;
import dev.joinall.security.RequestLimiter.Decision;
import dev.joinall.template.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Rejects a request that exceeds a limit. Tells the client what is left, by the fields of
 * draft-ietf-httpapi-ratelimit-headers. Thread-safe.
 *
 * @param limits in the order in which they are asked
 * @param policies of all limits, as the header has them
 */
record RateLimitStage(List<Part> limits, String policies) implements RouteStage {
  private static final String LIMIT = "RateLimit";
  private static final String POLICY = "RateLimit-Policy";

  /** What has no key of its own shares one, so that nobody escapes the limit by an error. */
  private static final String NO_KEY = "";

  /**
   * One limit.
   *
   * @param policy its value in the header
   * @param by the key; empty if all requests share one
   */
  record Part(String name, String policy, RequestLimiter limiter, Optional<Template> by) {
    static Part of(Access.Limit limit, RequestLimiter limiter) {
      Duration per = limit.config().per();
      String window = per.toNanosPart() == 0 ? ";w=" + per.toSeconds() : "";
      String policy = "\"%s\";q=%d%s".formatted(limit.name(), limit.config().permits(), window);
      return new Part(limit.name(), policy, limiter, limit.by());
    }
  }

  static RateLimitStage of(List<Part> limits) {
    return new RateLimitStage(
        limits, limits.stream().map(Part::policy).collect(Collectors.joining(", ")));
  }

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    List<String> left = new ArrayList<>();
    for (Part part : limits) {
      Decision decision = part.limiter().take(key(part, exchange));
      left.add(
          "\"%s\";r=%d;t=%d"
              .formatted(part.name(), decision.remaining(), seconds(decision.reset())));
      if (!decision.allowed()) {
        return Mono.error(() -> new RejectedRequest(rejected(decision, left)));
      }
    }
    exchange.response().set(LIMIT, String.join(", ", left));
    exchange.response().set(POLICY, policies);
    return next.handle(exchange);
  }

  private HttpAnswer rejected(Decision decision, List<String> left) {
    return ProblemDetails.of(429, ProblemTexts.RATE_LIMITED)
        .with(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds(decision.retryAfter()))))
        .with(LIMIT, String.join(", ", left))
        .with(POLICY, policies);
  }

  private static String key(Part part, RouteExchange exchange) {
    if (part.by().isEmpty()) {
      return NO_KEY;
    }
    try {
      Json key = part.by().get().render(exchange.scope());
      return key.isNull() ? NO_KEY : key.toString();
    } catch (RuntimeException | StackOverflowError e) {
      return NO_KEY;
    }
  }

  /** Rounded up. */
  private static long seconds(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }
}
