package dev.joinall.plan;

import dev.joinall.backend.Batch;
import dev.joinall.backend.EnumCounters;
import dev.joinall.backend.Step;
import dev.joinall.cache.CacheEvent;
import dev.joinall.cache.CacheNaming;
import dev.joinall.cache.CacheStore;
import dev.joinall.cache.CoalescedStep;
import dev.joinall.cache.InvalidatingStep;
import dev.joinall.cache.SharedStore;
import dev.joinall.cache.TaskCache;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.ReuseConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.guard.Guards;
import dev.joinall.template.KeyTemplate;
import dev.joinall.template.Scope;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Plans how the tasks of one aggregation save calls.
 *
 * @param shared the shared caches by the name of the backend
 */
record ReusePlanner(
    String aggregation,
    Map<String, BackendConfig> backends,
    CacheStore store,
    Map<String, SharedStore> shared,
    ReuseRules rules) {
  /** Keys of a task that do not change its call: conditions of its start, and uses of its value. */
  private static final String[] NOT_OF_THE_CALL = {
    "when", "needs", "required", "hidden", "fallback", "pass", "for-each", "coalesce", "idempotent"
  };

  /** Reports invalid declarations, also those of a task without a backend. */
  void check(TaskConfig task) {
    rules.check(task);
  }

  /**
   * The templates of one task besides those of its call.
   *
   * @param names compiles the key and the tags of its values
   * @param expect the names that its {@code expect} reads
   */
  record Texts(Templates names, KeyTemplate expect) {}

  /** The guarded call with its cache around it. */
  record Planned(Step step, Optional<Batch<?>> batch, Reuse reuse) {}

  /**
   * Plans the reuse of one task's calls.
   *
   * @param calls the templates of its call
   * @param texts its other templates
   */
  Planned plan(
      TaskConfig task,
      Step step,
      Optional<Batch<?>> batch,
      Optional<KeyedBatch> keyed,
      Templates calls,
      Texts texts,
      Guards guards) {
    ReuseConfig config = task.reuse();
    Templates names = texts.names();
    Optional<String> besides = texts.expect().readsBesides(SymbolTable.TASKS + "." + task.name());
    if (!config.invalidates().isEmpty()) {
      List<Template> stale = names.compile(config.invalidates());
      return new Planned(
          new InvalidatingStep(
              step, stale, store, task.isInTransaction(), guards.maxDuration(), guards.scheduler()),
          batch,
          Reuse.NONE);
    }
    boolean reads = !task.effect() && !task.streams() && !calls.takesBody();
    EnumCounters<CacheEvent> counters = store.counters(aggregation, task.name());
    if (config.cache().isPresent()) {
      besides.ifPresent(it -> rules.expects(task, it));
      if (calls.takesBody()) {
        rules.uploads(config.cache().get());
      }
      TaskCache cache = cache(task, config.cache().get(), calls, names, guards, counters);
      return new Planned(
          cache.around(step),
          batch.map(it -> cache.around(it, item -> single(item, keyed))),
          new Reuse(
              true,
              config.cache().get().shared().isPresent(),
              Optional.empty(),
              Optional.of(counters)));
    }
    if (!config.coalesce() || !reads || besides.isPresent()) {
      return new Planned(step, batch, Reuse.NONE);
    }
    byte[] prefix = DeclarationDigest.ofCall(mapping(task).without(NOT_OF_THE_CALL));
    String declaration = HexFormat.of().formatHex(prefix);
    return new Planned(
        new CoalescedStep(step, declaration, prefix, calls.key(), counters, guards.scheduler()),
        batch,
        new Reuse(false, false, Optional.of(declaration), Optional.of(counters)));
  }

  private TaskCache cache(
      TaskConfig task,
      CacheConfig config,
      Templates calls,
      Templates names,
      Guards guards,
      EnumCounters<CacheEvent> counters) {
    KeyTemplate call = calls.key();
    Optional<Template> declared = config.key().map(names::compile);
    KeyTemplate key = names.key();
    Templates others = names.fresh();
    var _ = others.compile(config.vary());
    KeyTemplate vary = others.key();
    rules.check(config, call, key, vary);
    var _ = names.compile(config.vary());
    return new TaskCache(
        store,
        config,
        new CacheNaming(
            DeclarationDigest.of(where(task), mapping(task)),
            declared.isPresent() ? key.and(vary) : call.and(vary),
            declared,
            names.compile(config.tags())),
        counters,
        guards.maxDuration(),
        guards.scheduler(),
        config.shared().flatMap(it -> Optional.ofNullable(shared.get(it))),
        false);
  }

  /** The names and the backend with which a task is declared. */
  private Tree where(TaskConfig task) {
    Tree backend = Objects.requireNonNull(backends.get(task.backend().orElseThrow())).where();
    Tree name = Tree.Scalar.of(task.where(), aggregation + "." + task.name());
    return new Tree.Sequence(task.where().at(), "", List.of(name, backend));
  }

  private static Tree.Mapping mapping(TaskConfig task) {
    return (Tree.Mapping) task.where();
  }

  private static Scope single(Scope item, Optional<KeyedBatch> keyed) {
    return keyed.map(it -> it.single(item)).orElse(item);
  }
}
