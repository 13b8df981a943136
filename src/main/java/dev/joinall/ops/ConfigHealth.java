package dev.joinall.ops;

import dev.joinall.config.ConfigException;
import dev.joinall.config.Problem;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

/**
 * Reports the served version of the file, and the reason why a newer one was rejected. The server
 * is up in both cases. Quotes no line of the file, which may contain a secret.
 */
public record ConfigHealth(ConfigVersion file) implements ReactiveHealthIndicator {
  private static final int MAX_PROBLEMS = 3;

  @Override
  public Mono<Health> health() {
    return Mono.fromSupplier(() -> health(file.state()));
  }

  private static Health health(ConfigVersion.State state) {
    Health.Builder health =
        Health.up()
            .withDetail("file", state.served().name())
            .withDetail("sha256", state.served().digest())
            .withDetail("since", state.since().toString())
            .withDetail("newest", state.newest().isEmpty() ? "served" : "refused");
    state
        .newest()
        .ifPresent(refused ->
            health
                .withDetail("refused-at", refused.at().toString())
                .withDetail("problems", Math.max(1, refused.why().problems().size()))
                .withDetail("first-problems", first(refused.why())));
    return health.build();
  }

  private static List<String> first(ConfigException why) {
    return why.problems().isEmpty()
        ? List.of(String.valueOf(why.getMessage()))
        : why.problems().stream().limit(MAX_PROBLEMS).map(ConfigHealth::line).toList();
  }

  private static String line(Problem problem) {
    return "%d:%d %s %s"
        .formatted(problem.at().line(), problem.at().column(), problem.path(), problem.message());
  }
}
