package dev.joinall.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.joinall.backend.EnumCounters;
import dev.joinall.template.CallKey;
import dev.joinall.template.RequestSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The values of all tasks of this process, bounded by their bytes: the least used values are
 * evicted first. It survives a reload of the file. Thread-safe.
 */
public final class CacheStore {
  /** The default share of the heap. */
  public static final int DEFAULT_PERCENT = 10;

  /** A larger value would displace too many others. */
  private static final int MAX_SHARE = 8;

  private static final String TAG = "t:";
  private static final String KEY = "k:";

  private final LongSupplier clock;
  private final Cache<CallKey, CacheEntry> entries;
  private final Policy.Eviction<CallKey, CacheEntry> bound;
  private final Purges purges;
  private final SharedStores shared;
  private final SessionPurges sessions = new SessionPurges();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder purged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<String, EnumCounters<CacheEvent>> counters = new ConcurrentHashMap<>();

  /** A store on the clock of the JVM, with the default share of the heap. */
  public CacheStore() {
    this(System::nanoTime, share(DEFAULT_PERCENT));
  }

  /**
   * @param clock nanoseconds, as of {@link System#nanoTime}
   * @param bytes the maximum size of all values and keys together
   */
  CacheStore(LongSupplier clock, long bytes) {
    this.clock = clock;
    this.purges = new Purges(clock.getAsLong());
    this.shared = new SharedStores(clock, this::purgeHere);
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher(CacheStore::weight)
            .expireAfter(Expiry.<CallKey, CacheEntry>writing((key, it) -> ttl(it, clock)))
            .ticker(clock::getAsLong)
            .<CallKey, CacheEntry>evictionListener((key, it, cause) -> removed(cause))
            .build();
    this.bound = entries.policy().eviction().orElseThrow();
  }

  private static Duration ttl(CacheEntry entry, LongSupplier clock) {
    return Duration.ofNanos(entry.ttl(clock.getAsLong()));
  }

  private static int weight(CallKey key, CacheEntry entry) {
    return (int) Math.min(Integer.MAX_VALUE, key.length() + entry.weight());
  }

  private static long share(int percent) {
    return Runtime.getRuntime().maxMemory() / 100 * percent;
  }

  /** Sets the share of the heap that it may use. */
  public void bound(int percentOfHeap) {
    bound.setMaximum(share(percentOfHeap));
  }

  private void removed(RemovalCause cause) {
    (cause == RemovalCause.EXPIRED ? expired : evicted).increment();
  }

  long now() {
    return clock.getAsLong();
  }

  /** The counters of a task, which survive a reload. */
  public EnumCounters<CacheEvent> counters(String aggregation, String task) {
    return counters.computeIfAbsent(
        aggregation + "." + task, it -> new EnumCounters<>(CacheEvent.class));
  }

  /** A value that may still be used. */
  Optional<CacheEntry> find(CallKey key) {
    CacheEntry found = entries.getIfPresent(key);
    if (found == null) {
      return Optional.empty();
    }
    if (purges.isPurged(found.marks(), found.began())) {
      if (entries.asMap().remove(key, found)) {
        purged.increment();
      }
      return Optional.empty();
    }
    return Optional.of(found);
  }

  /** Stores a value; returns false if it is too large. */
  boolean put(CallKey key, CacheEntry entry) {
    if (weight(key, entry) > bound.getMaximum() / MAX_SHARE) {
      refused.increment();
      return false;
    }
    if (!purges.isPurged(entry.marks(), entry.began())) {
      entries.put(key, entry);
    }
    return true;
  }

  boolean isPurged(List<String> marks, long began) {
    return purges.isPurged(marks, began);
  }

  static String markOfTag(String tag) {
    return TAG + tag;
  }

  static String markOfKey(String key) {
    return KEY + key;
  }

  /** The shared cache at a backend; the same object as long as the backend is open. */
  public SharedStore shared(SharedValues values, Scheduler timer) {
    return shared.at(values, timer);
  }

  /**
   * Purges all values with one of these tags, including those of calls that have already begun: in
   * this process at once, and in all replicas when the result completes. It never fails.
   */
  public Mono<Void> purgeTags(List<String> tags) {
    return purge(tags.stream().map(CacheStore::markOfTag).toList());
  }

  /** The same, but after the transaction has ended. */
  void purgeAfter(RequestSession session, List<String> tags) {
    sessions.add(session, tags);
  }

  /**
   * Called when a session has ended.
   *
   * @param happened whether its effects may have happened
   */
  public Mono<Void> ended(RequestSession session, boolean happened) {
    List<String> stale = sessions.take(session);
    return happened && !stale.isEmpty() ? purgeTags(stale) : Mono.empty();
  }

  /** The same for the values whose declared key is this text. */
  public Mono<Void> purgeKey(String key) {
    return purge(List.of(markOfKey(key)));
  }

  private Mono<Void> purge(List<String> marks) {
    marks.forEach(this::purgeHere);
    if (shared.isEmpty()) {
      return Mono.empty();
    }
    List<String> names = SharedNames.marks(marks);
    names.forEach(this::purgeHere);
    return shared.purge(names);
  }

  /** The same for all values. Their memory is freed at once. */
  public Mono<Void> purgeAll() {
    purgeHere(PurgeLog.ALL);
    return shared.purge(List.of(PurgeLog.ALL));
  }

  private void purgeHere(String mark) {
    if (!mark.equals(PurgeLog.ALL)) {
      purges.purge(mark, now());
      return;
    }
    purges.purgeAll(now());
    purged.add(entries.estimatedSize());
    entries.invalidateAll();
  }

  /** The approximate number of values. */
  public long size() {
    return entries.estimatedSize();
  }

  /** The approximate size of all values and keys in bytes. */
  public long bytes() {
    OptionalLong weight = bound.weightedSize();
    return weight.orElse(0);
  }

  public long maxBytes() {
    return bound.getMaximum();
  }

  /** The number of values that were evicted for others. */
  public long evicted() {
    return evicted.sum();
  }

  /** The number of values that expired. */
  public long expired() {
    return expired.sum();
  }

  /** The number of values that were found to be purged. */
  public long purged() {
    return purged.sum();
  }

  /** The number of values that were too large to be stored. */
  public long refused() {
    return refused.sum();
  }

  /** The number of operations on shared caches that failed or timed out. */
  public long sharedFailures() {
    return shared.failures();
  }

  /** Runs pending maintenance now, for tests. */
  void cleanUp() {
    entries.cleanUp();
  }
}
