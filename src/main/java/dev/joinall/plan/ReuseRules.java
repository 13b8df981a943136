package dev.joinall.plan;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.ForEachConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.TaskConfig;
import dev.joinall.template.KeyTemplate;

/** Reports calls that can't be cached, and incomplete keys. */
record ReuseRules(Problems problems) {

  /** Reports the problems that do not depend on the call. */
  void check(TaskConfig task) {
    task.reuse().cache().ifPresent(it -> check(task, it));
    if (!task.reuse().invalidates().isEmpty() && !task.effect()) {
      problems.add(
          task.where().placeOf("invalidates"),
          "this task changes nothing, so it makes no value stale",
          "write it at the task that changes the value");
    }
  }

  private void check(TaskConfig task, CacheConfig cache) {
    if (task.backend().isEmpty()) {
      problems.add(
          cache.where(),
          "a task that calls no backend has no cache",
          "write it at the tasks that call one");
    } else if (task.effect()) {
      problems.add(
          cache.where(),
          "this may change something, and an effect is never cached",
          "remove \"cache\", or write safe: true if the call changes nothing");
    } else if (task.streams()) {
      problems.add(
          cache.where(), "a stream is passed on as it arrives, and never kept", "remove \"cache\"");
    }
    boolean isBatch = task.forEach().flatMap(ForEachConfig::batch).isPresent();
    boolean hasHeaders = task.operation() instanceof BackendCall call && call.result().hasStatus();
    if (cache.obeysBackend() && (isBatch || !hasHeaders)) {
      problems.add(
          cache.where(),
          isBatch
              ? "the answer to a batch is not that of one value, so its Cache-Control is not obeyed"
              : "this call has no Cache-Control to obey",
          "remove \"obey-cache-control\"");
    }
    if (cache.key().isPresent() && isBatch) {
      problems.add(
          cache.key().orElseThrow(),
          "with \"batch\", the key of a value is that of its item",
          "remove it; \"vary\" adds to it, and \"tags\" give names by which it can be purged");
    }
  }

  /**
   * Reports a key that is the same for different calls, or unique to one request.
   *
   * @param call the names that the call reads
   * @param key the names that the declared key reads
   * @param vary additional parts of the key
   */
  void check(CacheConfig cache, KeyTemplate call, KeyTemplate key, KeyTemplate vary) {
    KeyTemplate whole = cache.key().isPresent() ? key.and(vary) : call.and(vary);
    whole
        .ofOneRequest()
        .ifPresent(it ->
            problems.add(
                cache.key().orElse(cache.where()),
                "no other request has the same \"" + it + "\", so no value would be used again",
                cache.key().isPresent()
                    ? "remove it from the key"
                    : "add the inputs that distinguish the values to \"key\""));
    whole.missing(call).ifPresent(it -> missing(it, cache));
  }

  private void missing(KeyTemplate.Missing missing, CacheConfig cache) {
    problems.add(
        cache.key().orElse(cache.where()),
        missing.isCredential()
            ? "the key omits %s, which the call sends: a caller could get another's value"
                .formatted(missing.name())
            : "the key omits %s, which the call reads: different calls would share a value"
                .formatted(missing.name()),
        "add ${"
            + missing.name()
            + "} to the key, or remove \"key\": the default key has all that the call reads");
  }

  /** Reports a streamed body, which can't be a part of a key. */
  void uploads(CacheConfig cache) {
    problems.add(
        cache.where(),
        "the call passes a body on as it arrives, which can't be a part of a key",
        "remove \"cache\"");
  }

  /**
   * Reports an {@code expect} that depends on the request: a cached value is checked for one
   * request, and used for others.
   */
  void expects(TaskConfig task, String read) {
    problems.add(
        task.expect().orElse(task.where()),
        "\"expect\" reads \"%s\", and a cached value is checked only when it is loaded"
            .formatted(read),
        "let it read the task's own value alone, or remove \"cache\"");
  }
}
