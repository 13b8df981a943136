package dev.joinall.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.cache.SharedValues.Found;
import dev.joinall.template.CallKey;
import dev.joinall.template.ReplyParts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
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

  /** Of the format. Values of another version of the server are not used. */
  private static final String VERSION =
      "joinall-cache-1 "
          + Optional.ofNullable(SharedStore.class.getPackage().getImplementationVersion())
              .orElse("");

  private static final String LOOK = "look up a value";

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long FIRST_POLL = 5;
  private static final long LAST_POLL = 50;

  private final SharedValues values;
  private final PurgeLog purges;
  private final LongSupplier clock;
  private final Scheduler timer;
  private final SharedCacheErrors trouble;
  private final String owner = UUID.randomUUID().toString();
  private volatile long pausedUntil;

  SharedStore(
      SharedValues values,
      LongSupplier clock,
      Consumer<String> local,
      LongAdder failures,
      Scheduler timer) {
    this.values = values;
    this.clock = clock;
    this.timer = timer;
    this.trouble = new SharedCacheErrors(values.backend(), clock, failures);
    this.purges = new PurgeLog(values, local, trouble, timer);
    this.pausedUntil = clock.getAsLong();
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

  /** The name of a value: a digest, because the key may have a credential. */
  String name(CallKey key, ReplyParts parts) {
    return digest(VERSION + " " + parts, key.bytes(), 32);
  }

  /** The mark in place of another, which may have values of a caller. */
  static String mark(String mark) {
    return digest("mark", mark.getBytes(UTF_8), 16);
  }

  private static String digest(String first, byte[] second, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first.getBytes(UTF_8));
      digest.update((byte) 0);
      digest.update(second);
      return HexFormat.of().formatHex(digest.digest(), 0, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
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
    return guarded(LOOK, find(name, parts, "", false)).onErrorReturn(Look.NOTHING);
  }

  /**
   * Looks for a fresh value until it is there, or until this process has to call. Never fails: if
   * the store does not respond, the process has to call.
   *
   * @param mayBeStale whether a value is enough that may be used while a new one is loaded
   */
  Mono<Look> await(String name, ReplyParts parts, boolean mayBeStale) {
    return guarded(LOOK, find(name, parts, owner, false))
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

  private <T> Mono<T> guarded(String what, Mono<T> question) {
    return Mono.defer(() ->
        clock.getAsLong() - pausedUntil < 0
            ? Mono.error(new IllegalStateException("it did not respond a moment ago"))
            : question.timeout(values.timeout(), timer).doOnError(error -> failed(what, error)));
  }

  private void failed(String what, Throwable error) {
    if (!isOfOneValue(Fault.of(error))) {
      pausedUntil = clock.getAsLong() + PAUSE.toNanos();
    }
    trouble.failed(what, error);
  }

  /** One that is too large, or a key that something else holds, says nothing of the others. */
  private static boolean isOfOneValue(Fault fault) {
    return fault.type() == Fault.Type.TOO_LARGE
        || (fault.type() == Fault.Type.ERROR && fault.nature() == Fault.Nature.CALLERS);
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
    var _ = guarded(what, change).onErrorComplete().subscribe();
  }

  /** Those of one value. */
  static List<String> marks(List<String> marks) {
    return marks.stream().map(SharedStore::mark).toList();
  }
}
