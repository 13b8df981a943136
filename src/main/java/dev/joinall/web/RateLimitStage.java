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
import reactor.core.scheduler.Scheduler;

/**
 * Rejects a request that exceeds a limit. Reports the remaining quota in the header fields of
 * draft-ietf-httpapi-ratelimit-headers. Thread-safe.
 *
 * @param limits in the order in which they are checked
 * @param policies of all limits, in the format of the header
 * @param timer continues on the event loop of the request after the reply of a shared limit
 */
record RateLimitStage(List<Part> limits, String policies, Scheduler timer) implements RouteStage {
  private static final String LIMIT = "RateLimit";
  private static final String POLICY = "RateLimit-Policy";

  /** Requests whose key can't be computed share one bucket, so errors do not bypass the limit. */
  private static final String NO_KEY = "";

  /**
   * One limit.
   *
   * @param policy its value in the header
   * @param cost the number of permits that a request takes
   * @param by the key; empty if all requests share one bucket
   */
  record Part(String name, String policy, RequestLimiter limiter, int cost, Optional<Template> by) {
    static Part of(Access.Limit limit, RequestLimiter limiter) {
      Duration per = limit.config().per();
      String window = per.toNanosPart() == 0 ? ";w=" + per.toSeconds() : "";
      String policy = "\"%s\";q=%d%s".formatted(limit.name(), limit.config().permits(), window);
      return new Part(limit.name(), policy, limiter, limit.cost(), limit.by());
    }
  }

  static RateLimitStage of(List<Part> limits, Scheduler timer) {
    return new RateLimitStage(
        limits, limits.stream().map(Part::policy).collect(Collectors.joining(", ")), timer);
  }

  @Override
  public Mono<Void> handle(RouteExchange exchange, Next next) {
    return check(0, new ArrayList<>(), exchange, next);
  }

  private Mono<Void> check(int index, List<String> limitFields, RouteExchange exchange, Next next) {
    if (index == limits.size()) {
      exchange.response().set(LIMIT, String.join(", ", limitFields));
      exchange.response().set(POLICY, policies);
      return next.handle(exchange);
    }
    Part part = limits.get(index);
    String key = key(part, exchange);
    return part.limiter().isShared()
        ? part.limiter()
            .takeShared(key, part.cost())
            .flux()
            .publishOn(timer)
            .next()
            .flatMap(it -> decide(it, index, limitFields, exchange, next))
        : decide(part.limiter().take(key, part.cost()), index, limitFields, exchange, next);
  }

  private Mono<Void> decide(
      Decision decision, int index, List<String> limitFields, RouteExchange exchange, Next next) {
    limitFields.add(
        "\"%s\";r=%d;t=%d"
            .formatted(limits.get(index).name(), decision.remaining(), seconds(decision.reset())));
    return decision.allowed()
        ? check(index + 1, limitFields, exchange, next)
        : Mono.error(() -> new RejectedRequest(rejected(decision, limitFields)));
  }

  private HttpAnswer rejected(Decision decision, List<String> limitFields) {
    return ProblemDetails.of(429, ProblemTexts.RATE_LIMITED)
        .with(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds(decision.retryAfter()))))
        .with(LIMIT, String.join(", ", limitFields))
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
