package dev.joinall.plan;

import dev.joinall.cache.AnswerCache;
import dev.joinall.cache.CacheNaming;
import dev.joinall.cache.CacheStore;
import dev.joinall.cache.SharedStore;
import dev.joinall.config.AggregationConfig;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.CacheConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Operation;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import dev.joinall.config.TaskConfig;
import dev.joinall.config.Tree;
import dev.joinall.template.KeyTemplate;
import dev.joinall.template.SymbolTable;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Plans the cache of a route's answers. */
record AnswerCachePlanner(
    Config file, CacheStore store, Map<String, SharedStore> shared, Problems problems) {
  /** The name of the counters. No task with a cache has it. */
  private static final String COUNTED = "";

  private static final List<String> OF_CALLER = List.of("id", "scopes", "claims", "token");

  /**
   * The cache of a route. Call it after the expressions of the run are compiled, and before those
   * that are evaluated for each request even if the answer is cached.
   *
   * @param names the names of the inputs and the caller, without the tasks
   * @param streamed whether the answer or the body is a stream
   */
  Optional<AnswerCache> plan(
      AggregationConfig config, SymbolTable names, Inputs inputs, boolean streamed) {
    return config
        .cache()
        .filter(it -> isPossible(config, it, streamed))
        .map(it -> cache(config, it, names, inputs));
  }

  private boolean isPossible(AggregationConfig config, CacheConfig cache, boolean streamed) {
    int before = problems.all().size();
    if (!config.route().map(RouteConfig::safe).orElse(false)) {
      problems.add(
          cache.where(),
          "only the answers of a route with GET can be cached",
          "remove \"cache\", or write it at the tasks that read");
    }
    if (streamed) {
      problems.add(
          cache.where(), "a stream is passed on as it arrives, and never kept", "remove \"cache\"");
    }
    if (cache.obeysBackend()) {
      problems.add(
          cache.where(),
          "an answer of several calls has no Cache-Control of a backend to obey",
          "write \"obey-cache-control\" at the tasks");
    }
    return problems.all().size() == before;
  }

  private AnswerCache cache(
      AggregationConfig config, CacheConfig cache, SymbolTable names, Inputs inputs) {
    var read = new Templates(names, problems);
    reads(names, inputs).forEach(it -> read.compile(expression(it, cache)));
    KeyTemplate run = read.key();
    var keyed = read.fresh();
    Optional<Template> declared = cache.key().map(keyed::compile);
    KeyTemplate key = keyed.key();
    var varied = read.fresh();
    var _ = varied.compile(cache.vary());
    KeyTemplate vary = varied.key();
    new ReuseRules(problems).check(cache, run, key, vary);
    var naming =
        new CacheNaming(
            DeclarationDigest.of(declaration(config)),
            declared.isPresent() ? key.and(vary) : run.and(vary),
            declared,
            read.fresh().compile(cache.tags()));
    return new AnswerCache(
        store,
        cache,
        naming,
        store.counters(config.name(), COUNTED),
        config.deadline(),
        cache.shared().flatMap(it -> Optional.ofNullable(shared.get(it))));
  }

  private static Tree expression(String text, CacheConfig cache) {
    return Tree.Scalar.of(cache.where(), "${" + text + "}");
  }

  /** The names on which an answer can depend, except those that are unique to each request. */
  private static List<String> reads(SymbolTable names, Inputs inputs) {
    List<String> reads = new ArrayList<>();
    for (Inputs.Parameter parameter : inputs.parameters()) {
      String group = parameter.in().name().toLowerCase(Locale.ROOT);
      if (names.isRead(group, parameter.name())) {
        reads.add(group + "[\"" + parameter.name() + "\"]");
      }
    }
    OF_CALLER.stream()
        .filter(it -> names.isRead(SymbolTable.CALLER, it))
        .forEach(it -> reads.add(SymbolTable.CALLER + "." + it));
    if (names.isRead(SymbolTable.REQUEST, "client")) {
      reads.add(SymbolTable.REQUEST + ".client");
    }
    if (inputs.body().isPresent()) {
      reads.add(SymbolTable.BODY);
    }
    return reads;
  }

  /** The route, the aggregations that its tasks run, and all of their backends. */
  private Tree[] declaration(AggregationConfig config) {
    Set<String> names = new TreeSet<>();
    addInners(config, names);
    Set<String> backends = new TreeSet<>();
    List<Tree> all = new ArrayList<>();
    all.add(Tree.Scalar.of(config.where(), "the answer of " + config.name()));
    for (String name : names) {
      AggregationConfig inner = Objects.requireNonNull(file.aggregations().get(name));
      all.add(Tree.Scalar.of(config.where(), name));
      all.add(inner.where());
      inner.tasks().values().forEach(it -> it.backend().ifPresent(backends::add));
    }
    for (String name : backends) {
      BackendConfig backend = file.backends().get(name);
      if (backend != null) {
        all.add(backend.where());
      }
    }
    return all.toArray(Tree[]::new);
  }

  private void addInners(AggregationConfig config, Set<String> names) {
    if (names.add(config.name())) {
      for (TaskConfig task : config.tasks().values()) {
        if (task.operation() instanceof Operation.Aggregation inner) {
          Optional.ofNullable(file.aggregations().get(inner.name()))
              .ifPresent(it -> addInners(it, names));
        }
      }
    }
  }
}
