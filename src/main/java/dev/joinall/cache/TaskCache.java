package dev.joinall.cache;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Step;
import dev.joinall.config.CacheConfig;
import dev.joinall.json.Json;
import dev.joinall.template.CacheUse;
import dev.joinall.template.CacheUse.Result;
import dev.joinall.template.CallKey;
import dev.joinall.template.CallRecord;
import dev.joinall.template.KeyTemplate;
import dev.joinall.template.Reply;
import dev.joinall.template.ReplyParts;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** The cache of one task: how its values are found, and how long they are kept. Thread-safe. */
public final class TaskCache {
  /** For which a value with a validator is kept after its time, to ask whether it is unchanged. */
  private static final Duration RETENTION = Duration.ofHours(1);

  private final CacheStore store;
  private final CacheConfig config;
  private final Naming naming;
  private final CacheCounters counters;
  private final Duration longest;
  private final Scheduler scheduler;
  private final Optional<SharedStore> shared;
  private final boolean isOfAnswers;

  /**
   * How the values of a task are named.
   *
   * @param prefix what distinguishes them from those of all other declarations
   * @param key what distinguishes them from one another
   * @param purged the declared key, by which a value can be purged; empty if none is declared
   * @param tags by which it can be purged, too
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Naming(
      byte[] prefix, KeyTemplate key, Optional<Template> purged, List<Template> tags) {
    public Naming {
      tags = List.copyOf(tags);
    }
  }

  /**
   * The cache of one task.
   *
   * @param counters of the task
   * @param longest for which a call may run, with all its attempts
   * @param shared where the replicas share the values; empty if they do not
   * @param isOfAnswers whether its calls are whole runs; {@link AnswerCache} tells what others get
   */
  public TaskCache(
      CacheStore store,
      CacheConfig config,
      Naming naming,
      CacheCounters counters,
      Duration longest,
      Scheduler scheduler,
      Optional<SharedStore> shared,
      boolean isOfAnswers) {
    this.store = store;
    this.config = config;
    this.naming = naming;
    this.counters = counters;
    this.longest = longest;
    this.scheduler = scheduler;
    this.shared = shared;
    this.isOfAnswers = isOfAnswers;
  }

  /** Looks for the value before the call, and keeps what the call gives. */
  public Step around(Step call) {
    return new CachedStep(call, this);
  }

  /**
   * The same for a batch: only items whose value is not there are asked for.
   *
   * @param single the scope in which the call of an item alone is rendered
   */
  public <K> Batch<?> around(Batch<K> batch, UnaryOperator<Scope> single) {
    return new CachedBatch<>(batch, single, this);
  }

  CallKey key(Scope scope) {
    return naming.key.render(naming.prefix, scope);
  }

  /** A value that may still be used, and that tells what the file reads. */
  @Nullable CacheEntry find(CallKey key, Scope scope) {
    ReplyParts parts = scope.call().parts();
    return store.find(key).filter(it -> !parts.any() || it.parts().equals(parts)).orElse(null);
  }

  /** By which the value of this call can be purged. */
  List<String> marks(Scope scope) {
    if (naming.purged.isEmpty() && naming.tags.isEmpty()) {
      return List.of();
    }
    List<String> marks = new ArrayList<>();
    naming.purged.ifPresent(it -> marks.add(CacheStore.markOfKey(text(it, scope))));
    naming.tags.forEach(it -> marks.add(CacheStore.markOfTag(text(it, scope))));
    return shared.isPresent() ? SharedNames.marks(marks) : marks;
  }

  /** A null is an empty text: what it stands for may be missing. */
  private static String text(Template template, Scope scope) {
    Json value = template.render(scope);
    return value.isNull() ? "" : value.text();
  }

  boolean isPurged(List<String> marks, long began) {
    return store.isPurged(marks, began);
  }

  long now() {
    return store.now();
  }

  void count(CacheEvent event) {
    counters.count(event);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Of a call at which others than its own caller joined. */
  CallResult ofOthers(CallResult result) {
    return isOfAnswers ? result : result.ofOthers();
  }

  Optional<SharedStore> shared() {
    return shared;
  }

  /**
   * The scope of a call that does not end with the request.
   *
   * @param found a value whose time is over
   */
  Scope detached(Scope scope, Optional<CacheEntry> found) {
    CallRecord its = scope.call();
    ReplyParts parts = its.parts();
    CallRecord record =
        config.obeysBackend()
            ? new CallRecord(
                parts.and(ReplyParts.HEADERS), its.isTraced(), found.flatMap(CacheEntry::known))
            : new CallRecord(parts, its.isTraced());
    return scope.detached(longest.toNanos(), record);
  }

  /** What is kept of a call; empty for a fault, and for absence that is not to be kept. */
  Optional<CacheEntry> entry(CallResult result, ReplyParts parts, List<String> marks, long began) {
    Json value = result.value();
    byte @Nullable [] json = value == null || value.isNull() ? null : value.toBytes();
    Optional<OriginRules> rules =
        result
            .reply()
            .filter(it -> config.obeysBackend())
            .map(it -> OriginRules.of(it, Instant.now()));
    Optional<Duration> ttl =
        (json == null ? config.negativeTtl() : Optional.of(config.ttl()))
            .map(it -> rules.flatMap(OriginRules::fresh).orElse(it));
    if (result.error() != null
        || ttl.isEmpty()
        || rules.filter(it -> !it.isStorable()).isPresent()) {
      return Optional.empty();
    }
    boolean mayBeStale = rules.map(OriginRules::mayBeStale).orElse(true);
    long fresh = now() + ttl.get().toNanos();
    Optional<Duration> whileRevalidated =
        config.staleWhileRevalidate().or(() -> rules.flatMap(OriginRules::staleWhileRevalidate));
    Optional<Duration> ifError =
        config.staleIfError().or(() -> rules.flatMap(OriginRules::staleIfError));
    boolean isComparable =
        json != null
            && rules.isPresent()
            && result.reply().filter(OriginRules::isComparable).isPresent();
    return Optional.of(
        new CacheEntry(
            json,
            result
                .reply()
                .map(it -> rules.isPresent() ? OriginRules.kept(it) : it)
                .map(Reply::withoutCookies),
            parts,
            began,
            fresh,
            fresh + nanos(whileRevalidated.filter(it -> mayBeStale)),
            fresh + nanos(ifError.filter(it -> mayBeStale)),
            isComparable ? fresh + RETENTION.toNanos() : fresh,
            marks));
  }

  /** Keeps a value in this process; false if it is too large. */
  boolean put(CallKey key, CacheEntry entry) {
    return store.put(key, entry);
  }

  /**
   * Keeps what a call gave.
   *
   * @return what the cache did for the call
   */
  CacheUse keep(CallKey key, Optional<CacheEntry> entry, boolean isRenewed) {
    if (entry.isEmpty()) {
      return new CacheUse(Result.MISS, 0, false);
    }
    boolean stored = put(key, entry.get());
    long seconds = entry.get().seconds(now());
    return new CacheUse(isRenewed ? Result.RENEWED : Result.MISS, seconds, stored);
  }

  private static long nanos(Optional<Duration> time) {
    return time.map(Duration::toNanos).orElse(0L);
  }
}
