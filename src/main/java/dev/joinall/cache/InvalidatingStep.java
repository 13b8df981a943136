package dev.joinall.cache;

import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * An effect that makes values stale. They are purged when it has ended, before anybody knows of it,
 * in all replicas, whether it succeeded or not: a call that failed may have happened.
 *
 * @param tags of those values; evaluated before the effect, so that an invalid one prevents it
 */
public record InvalidatingStep(Step step, List<Template> tags, CacheStore store) implements Step {
  public InvalidatingStep {
    tags = List.copyOf(tags);
  }

  @Override
  public Mono<Json> run(Scope scope) {
    return Mono.defer(() -> {
      List<String> stale = tags.stream().map(it -> it.text(scope)).toList();
      return step.run(scope)
          .materialize()
          .flatMap(end -> store.purgeTags(stale).thenReturn(end))
          .<Json>dematerialize();
    });
  }
}
