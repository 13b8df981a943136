package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.cache.SharedValues;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Checks whether the backends of shared caches accept all needed commands. */
record SharedCacheCheck(Config config, Map<String, Backend> backends) {
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(5);

  /** The check is repeated, because the first calls of a process take longer. */
  private static final int RETRIES = 2;

  /**
   * The commands each shared backend refuses, reported at its first cache. A backend that does not
   * respond is ignored. Blocks.
   */
  List<Problem> refused() {
    var problems = new Problems();
    Set<String> checked = new HashSet<>();
    config
        .caches()
        .forEach(cache ->
            cache.shared().filter(checked::add).ifPresent(it -> check(it, cache, problems)));
    return problems.all();
  }

  private void check(String name, CacheConfig cache, Problems problems) {
    Backend backend = backends.get(name);
    if (backend instanceof SharedValues.Owner owner) {
      List<String> refused =
          backend
              .check() // connects
              .then(owner.sharedValues().refused())
              .retry(RETRIES)
              .timeout(CHECK_TIMEOUT)
              .onErrorResume(
                  error -> !isUnreachable(error),
                  error -> Mono.just(List.of("it can't be checked: " + Fault.of(error).detail())))
              .onErrorReturn(List.of())
              .blockOptional()
              .orElseThrow();
      if (!refused.isEmpty()) {
        problems.add(
            cache.where().placeOf("shared"),
            "the backend \"%s\" refuses what a shared cache needs: %s"
                .formatted(name, String.join("; ", refused)),
            "an ACL needs these commands, on ~joinall:cache:*");
      }
    }
  }

  private static boolean isUnreachable(Throwable error) {
    return error instanceof TimeoutException
        || (error instanceof StepException step
            && (step.fault().type() == Fault.Type.UNAVAILABLE
                || step.fault().type() == Fault.Type.REJECTED
                || step.fault().type() == Fault.Type.TIMEOUT));
  }
}
