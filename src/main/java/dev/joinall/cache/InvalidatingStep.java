package dev.joinall.cache;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;

/**
 * An effect that makes values stale. They are purged in all replicas when the effect has ended,
 * before its caller gets the result. This includes a failed call, because it may have happened. If
 * the effect may still happen later, they are purged once more later. In a transaction they are
 * purged after its end.
 *
 * @param tags the tags of those values; evaluated before the effect, so that an invalid one
 *     prevents it
 * @param isInTransaction whether others see its effect only after the commit
 * @param maxDuration the maximum time for which an abandoned call may continue
 */
public record InvalidatingStep(
    Step step,
    List<Template> tags,
    CacheStore store,
    boolean isInTransaction,
    Duration maxDuration,
    Scheduler scheduler)
    implements Step {
  public InvalidatingStep {
    tags = List.copyOf(tags);
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.defer(() -> {
      List<String> stale = tags.stream().map(it -> it.text(scope)).toList();
      if (isInTransaction) {
        scope.session().ifPresent(it -> store.purgeAfter(it, stale));
        return step.run(scope);
      }
      return step.run(scope)
          .materialize()
          .flatMap(end -> purged(stale, isUncertain(end)).thenReturn(end))
          .<Json>dematerialize()
          .doOnCancel(() -> {
            var _ = purged(stale, true).subscribe();
          });
    });
  }

  private Mono<Void> purged(List<String> stale, boolean isUncertain) {
    if (isUncertain) {
      var _ =
          scheduler.schedule(
              () -> {
                var _ = store.purgeTags(stale).subscribe();
              },
              maxDuration.toMillis(),
              TimeUnit.MILLISECONDS);
    }
    return store.purgeTags(stale);
  }

  private static boolean isUncertain(Signal<Json> end) {
    Throwable error = end.getThrowable();
    if (error == null) {
      return false;
    }
    Fault.Type type = Fault.of(error).type();
    return type == Fault.Type.UNKNOWN || type == Fault.Type.TIMEOUT;
  }
}
