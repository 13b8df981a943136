package dev.joinall.cache;

import dev.joinall.cache.SharedPurges.Purge;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The purges of all replicas. A process reads the log from its start, and then waits for new
 * purges. A shared value contains the position up to which its loader had read the log; later
 * purges apply to it. So no clocks are compared, and a purge that is read late, or after a broken
 * connection, still applies. Thread-safe.
 */
final class PurgeLog {
  /** The mark of a purge of everything. */
  static final String ALL = "*";

  private static final Logger log = LoggerFactory.getLogger(PurgeLog.class);
  private static final long RETRY_MILLIS = 200;

  /** The maximum number of unpublished purges; beyond it everything is purged. */
  private static final int MAX_UNPUBLISHED = 10_000;

  private final SharedPurges shared;
  private final Consumer<String> local;
  private final SharedCacheErrors errors;
  private final Scheduler timer;
  private final Map<String, LogPosition> positions = new ConcurrentHashMap<>();
  private final Set<String> unpublished = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final Sinks.Empty<Void> ready = Sinks.empty();
  private volatile LogPosition read = LogPosition.START;
  private volatile LogPosition floor = LogPosition.START;
  private volatile boolean caughtUp;
  private int behind;

  /**
   * @param local purges the values with a mark in this process
   * @param errors gets the failures
   */
  PurgeLog(SharedPurges shared, Consumer<String> local, SharedCacheErrors errors, Scheduler timer) {
    this.shared = shared;
    this.local = local;
    this.errors = errors;
    this.timer = timer;
  }

  /** Completes when the log was read to its end once. The first call starts the reading. */
  Mono<Void> ready() {
    begin();
    return caughtUp ? Mono.empty() : ready.asMono();
  }

  /** Starts reading the log. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      readNext();
    }
  }

  /**
   * The position up to which the log was read. A call that begins now sees all changes before it.
   */
  LogPosition position() {
    return read;
  }

  /**
   * Whether a value with these marks is purged.
   *
   * @param loaded the position when its call began
   */
  boolean isPurged(List<String> marks, LogPosition loaded) {
    if (loaded.compareTo(floor) < 0 || (!unpublished.isEmpty() && unpublished.contains(ALL))) {
      return true;
    }
    for (String mark : marks) {
      LogPosition purged = positions.get(mark);
      if ((purged != null && purged.compareTo(loaded) > 0) || unpublished.contains(mark)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Publishes a purge to all replicas. Never fails: a purge that can't be published applies in this
   * process, and is published later.
   *
   * @return completes after the attempt to publish it
   */
  Mono<Void> purge(String mark) {
    return Mono.defer(() -> {
      unpublished.add(unpublished.size() < MAX_UNPUBLISHED ? mark : ALL);
      begin();
      return publish(mark);
    });
  }

  private Mono<Void> publish(String mark) {
    return shared
        .add(mark)
        .doOnNext(position -> {
          apply(new Purge(position, mark));
          unpublished.remove(mark);
        })
        .doOnError(e -> {
          unpublished.add(mark); // another purge of the same mark may have been published meanwhile
          errors.failed("publish a purge to the other replicas", e);
        })
        .onErrorComplete()
        .then();
  }

  private void readNext() {
    if (shared.isClosed()) {
      return;
    }
    var _ =
        Mono.defer(() -> shared.after(read, caughtUp))
            .flatMap(this::next)
            .subscribe(
                done -> {},
                error -> {
                  errors.failed("read the purges of other replicas", error);
                  timer.schedule(this::readNext, RETRY_MILLIS, TimeUnit.MILLISECONDS);
                },
                this::readNext);
  }

  private Mono<Void> next(List<Purge> next) {
    next.forEach(this::apply);
    behind += next.size();
    if (!next.isEmpty()) {
      LogPosition last = next.getLast().position();
      if (behind >= shared.retained()) { // some between may be lost
        raiseFloor(last);
        local.accept(ALL);
        behind = 0;
      }
      read = last;
    }
    if (next.size() < shared.maxRead()) {
      behind = 0;
      caughtUp = true;
      var _ = ready.tryEmitEmpty();
    }
    return Mono.when(unpublished.stream().map(this::publish).toList())
        .then(next.isEmpty() ? shared.newest() : Mono.empty())
        .doOnNext(
            newest -> newest.filter(it -> it.compareTo(read) < 0).ifPresent(it -> restarted()))
        .then();
  }

  /**
   * The log was lost, and its clock went back. Until the clock has caught up, nothing is shared.
   */
  private void restarted() {
    log.warn("The log of purges of a shared cache was lost; all values are purged");
    raiseFloor(read);
    local.accept(ALL);
    read = LogPosition.START;
  }

  private void apply(Purge purge) {
    if (purge.mark().equals(ALL) ? raiseFloor(purge.position()) : isNew(purge)) {
      local.accept(purge.mark());
    }
  }

  /** Whether the purge is new. Purges that this process published are read again. */
  private boolean isNew(Purge purge) {
    LogPosition before = positions.get(purge.mark());
    positions.merge(purge.mark(), purge.position(), PurgeLog::later);
    if (positions.size() > shared.retained()) {
      dropOlderHalf();
    }
    return before == null || before.compareTo(purge.position()) < 0;
  }

  private static LogPosition later(LogPosition one, LogPosition other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private synchronized boolean raiseFloor(LogPosition to) {
    boolean isHigher = to.compareTo(floor) > 0;
    floor = later(floor, to);
    return isHigher;
  }

  private synchronized void dropOlderHalf() {
    List<LogPosition> sorted = positions.values().stream().sorted().toList();
    LogPosition middle = sorted.get(sorted.size() / 2);
    raiseFloor(middle);
    positions.values().removeIf(it -> it.compareTo(middle) <= 0);
  }
}
