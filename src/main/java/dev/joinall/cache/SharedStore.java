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
 * The values that replicas share at one backend, behind those in the memory of each process. If it
 * does not respond, a look costs at most the timeout of the backend, and then nothing for a second.
 * Thread-safe.
 */
public final class SharedStore {
  /** For which a call keeps the others waiting after its process was killed, or hangs. */
  static final Duration LEASE = Duration.ofSeconds(1);

  private static final String LOOK = "look up a value";

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
   * What a look gives.
   *
   * @param mayCall whether no other process is known to make the call
   * @param isLeader whether this process holds the lock
   */
  record Look(Optional<CacheEntry> entry, boolean mayCall, boolean isLeader) {
    static final Look NOTHING = new Look(Optional.empty(), true, false);
  }

  /** How far the log of purges was read: what a call that begins now has to know. */
  LogPosition position() {
    return purges.position();
  }

  /** Hears from now on what is purged. */
  void follow() {
    purges.begin();
  }

  /** Tells all replicas that values with this mark are purged. Never fails. */
  Mono<Void> purge(String mark) {
    return purges.purge(mark);
  }

  /** Looks for a value that can be used, once, and takes no lock. Never fails. */
  Mono<Look> look(String name, ReplyParts parts) {
    return errors.guarded(LOOK, find(name, parts, "", false)).onErrorReturn(Look.NOTHING);
  }

  /**
   * Looks for a fresh value until it is there, or until this process has to call. Never fails: if
   * the store does not respond, the process has to call.
   *
   * @param mayBeStale whether a value is enough that may be used while a new one is loaded
   */
  Mono<Look> await(String name, ReplyParts parts, boolean mayBeStale) {
    return errors
        .guarded(LOOK, find(name, parts, owner, false))
        .filter(it -> isEnough(it, mayBeStale))
        .repeatWhenEmpty(polls -> polls.concatMap(this::pause))
        .onErrorReturn(Look.NOTHING);
  }

  private boolean isEnough(Look look, boolean mayBeStale) {
    long now = clock.getAsLong();
    return look.mayCall
        || look.entry
            .filter(it -> mayBeStale ? it.isRevalidated(now) : it.isFresh(now))
            .isPresent();
  }

  private Mono<Long> pause(long poll) {
    return Mono.delay(
        Duration.ofMillis(Math.min(LAST_POLL, FIRST_POLL << Math.min(poll, 4))), timer);
  }

  private Mono<Look> find(String name, ReplyParts parts, String by, boolean isRefused) {
    return Mono.defer(() -> {
      long asked = clock.getAsLong();
      return purges
          .ready()
          .then(Mono.defer(() -> values.find(name, by, LEASE, isRefused)))
          .flatMap(found -> usable(name, parts, by, isRefused, found, asked));
    });
  }

  /** A value that was purged is there until another is stored. */
  private Mono<Look> usable(
      String name, ReplyParts parts, String by, boolean isRefused, Found found, long asked) {
    Optional<CacheEntry> entry =
        Optional.ofNullable(found.value())
            .flatMap(it -> SharedEntry.decode(it, found.left(), parts, asked))
            .filter(it -> !purges.isPurged(it.entry().marks(), it.loaded()))
            .map(SharedEntry::entry);
    boolean isUseless = found.value() != null && entry.isEmpty();
    return isUseless && !isRefused && !by.isEmpty()
        ? find(name, parts, by, true)
        : Mono.just(new Look(entry, found.mayBeHeldBy(owner), found.holder().equals(owner)));
  }

  /** Holds the lock of a call that takes longer, until this is cancelled. */
  Mono<Void> renewals(String name) {
    return Mono.delay(LEASE.dividedBy(3), timer)
        .flatMap(it -> values.hold(name, owner, owner, LEASE))
        .onErrorComplete()
        .repeat()
        .then();
  }

  /** Stores what the call of the leader gave, and gives the lock back. */
  void put(String name, CacheEntry entry, LogPosition loaded) {
    put(name, owner, entry, loaded);
  }

  /** The same without a lock. */
  void putAlone(String name, CacheEntry entry, LogPosition loaded) {
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

  /** The call gave nothing to store: those who wait call for themselves. */
  void release(String name) {
    run("give back a lock", values.hold(name, owner, SharedValues.NOBODY, LEASE));
  }

  private void run(String what, Mono<Void> change) {
    var _ = errors.guarded(what, change).onErrorComplete().subscribe();
  }
}
