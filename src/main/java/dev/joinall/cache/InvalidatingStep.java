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
 * An effect that makes values stale. They are purged when it has ended, before anybody knows of it,
 * in all replicas, whether it succeeded or not: a call that failed may have happened. If it is not
 * known whether it still happens, they are purged once more later. In a transaction they are purged
 * when that has ended.
 *
 * @param tags of those values; evaluated before the effect, so that an invalid one prevents it
 * @param isInTransaction whether its effect is seen by others after the commit only
 * @param longest for which a call may go on that nobody waits for any more
 */
public record InvalidatingStep(
    Step step,
    List<Template> tags,
    CacheStore store,
    boolean isInTransaction,
    Duration longest,
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
              longest.toMillis(),
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
