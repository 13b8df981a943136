package dev.joinall.cache;

import dev.joinall.cache.SharedValues.Found;
import dev.joinall.template.ReplyParts;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The second level of the cache, which replicas share at one backend. If it does not respond, a
 * lookup takes at most the timeout of the backend, and for a second after that lookups are skipped.
 * Thread-safe.
 */
public final class SharedStore {
  /** The time for which a call makes the others wait after its process was killed, or hangs. */
  static final Duration LEASE = Duration.ofSeconds(1);

  private static final String LOOK_UP = "look up a value";

  private static final long FIRST_POLL = 5;
  private static final long LAST_POLL = 50;

  private final SharedValues values;
  private final PurgeLog purges;
  private final LongSupplier clock;
  private final Scheduler timer;
  private final SharedCacheErrors errors;
  private final String owner = UUID.randomUUID().toString();

  SharedStore(
      SharedValues values,
      LongSupplier clock,
      Consumer<String> local,
      LongAdder failures,
      Scheduler timer) {
    this.values = values;
    this.clock = clock;
    this.timer = timer;
    this.errors = new SharedCacheErrors(values, clock, failures, timer);
    this.purges = new PurgeLog(values.purges(), local, errors, timer);
  }

  /**
   * The result of a lookup.
   *
   * @param mayCall whether no other process is known to make the call
   * @param isLeader whether this process holds the lock
   */
  record Lookup(Optional<CacheEntry> entry, boolean mayCall, boolean isLeader) {
    static final Lookup NOTHING = new Lookup(Optional.empty(), true, false);
  }

  /** The position in the purge log; store it with values that are loaded from now on. */
  LogPosition position() {
    return purges.position();
  }

  /** Starts following the purge log. */
  void follow() {
    purges.begin();
  }

  /** Purges the values with this mark in all replicas. Never fails. */
  Mono<Void> purge(String mark) {
    return purges.purge(mark);
  }

  /** Looks for a value that can be used, once, and takes no lock. Never fails. */
  Mono<Lookup> lookUp(String name, ReplyParts parts) {
    return errors.guarded(LOOK_UP, find(name, parts, "", false)).onErrorReturn(Lookup.NOTHING);
  }

  /**
   * Looks for a fresh value until there is one, or until this process has to call. Never fails: if
   * the store does not respond, the process has to call.
   *
   * @param mayBeStale whether a stale value is enough that may be used while a new one is loaded
   */
  Mono<Lookup> await(String name, ReplyParts parts, boolean mayBeStale) {
    return errors
        .guarded(LOOK_UP, find(name, parts, owner, false))
        .filter(it -> isUsable(it, mayBeStale))
        .repeatWhenEmpty(polls -> polls.concatMap(this::pause))
        .onErrorReturn(Lookup.NOTHING);
  }

  private boolean isUsable(Lookup lookup, boolean mayBeStale) {
    long now = clock.getAsLong();
    return lookup.mayCall
        || lookup
            .entry
            .filter(it -> mayBeStale ? it.isRevalidated(now) : it.isFresh(now))
            .isPresent();
  }

  private Mono<Long> pause(long poll) {
    return Mono.delay(
        Duration.ofMillis(Math.min(LAST_POLL, FIRST_POLL << Math.min(poll, 4))), timer);
  }

  private Mono<Lookup> find(String name, ReplyParts parts, String by, boolean isRefused) {
    return Mono.defer(() -> {
      long requestedAt = clock.getAsLong();
      return purges
          .ready()
          .then(Mono.defer(() -> values.find(name, by, LEASE, isRefused)))
          .flatMap(found -> usable(name, parts, by, isRefused, found, requestedAt));
    });
  }

  /**
   * The value unless it is purged: a purged value stays in the store until another one replaces it.
   */
  private Mono<Lookup> usable(
      String name, ReplyParts parts, String by, boolean isRefused, Found found, long requestedAt) {
    Optional<CacheEntry> entry =
        Optional.ofNullable(found.value())
            .flatMap(it -> SharedEntry.decode(it, found.left(), parts, requestedAt))
            .filter(it -> !purges.isPurged(it.entry().marks(), it.loaded()))
            .map(SharedEntry::entry);
    boolean isUseless = found.value() != null && entry.isEmpty();
    return isUseless && !isRefused && !by.isEmpty()
        ? find(name, parts, by, true)
        : Mono.just(new Lookup(entry, found.mayBeHeldBy(owner), found.holder().equals(owner)));
  }

  /** Renews the lock of a call until the subscription is cancelled. */
  Mono<Void> renewals(String name) {
    return Mono.delay(LEASE.dividedBy(3), timer)
        .flatMap(it -> values.renewLock(name, owner, owner, LEASE))
        .onErrorComplete()
        .repeat()
        .then();
  }

  /** Stores the value of the leader's call, and releases the lock. */
  void put(String name, CacheEntry entry, LogPosition loaded) {
    put(name, owner, entry, loaded);
  }

  /** The same without a lock. */
  void putWithoutLock(String name, CacheEntry entry, LogPosition loaded) {
    put(name, "", entry, loaded);
  }

  private void put(String name, String by, CacheEntry entry, LogPosition loaded) {
    var stored = new SharedEntry(entry, loaded).encode(clock.getAsLong());
    if (stored.bytes().length > values.maxBytes()) {
      release(name);
    } else {
      run("store a value", values.put(name, by, stored));
    }
  }

  /**
   * Releases the lock of a call without a value to store; the waiting processes then make their own
   * calls.
   */
  void release(String name) {
    run("release a lock", values.renewLock(name, owner, SharedValues.NO_OWNER, LEASE));
  }

  private void run(String what, Mono<Void> change) {
    var _ = errors.guarded(what, change).onErrorComplete().subscribe();
  }
}
