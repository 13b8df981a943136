package dev.joinall.backend.redis;

import dev.joinall.backend.StepException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The replies of workers to this process: one stream, which a separate connection reads from the
 * first request on. Entries are deleted after they were read, and the stream expires if no process
 * reads it any more. Thread-safe.
 */
final class StreamReplies {
  private static final String PREFIX = "joinall:replies:";

  /** The maximum of one {@code XREAD}; many replies need several reads. */
  private static final int ENTRIES = 16;

  /** Short, because a silently broken connection is detected only after it. */
  private static final Duration BLOCK = Duration.ofSeconds(1);

  /** Additional time after {@link #BLOCK}, for the reply to arrive. */
  private static final Duration READ_GRACE = Duration.ofSeconds(1);

  private static final Duration RETRY = Duration.ofMillis(200);

  /** The expiry of the stream, after the last reply was read. */
  private static final Duration EXPIRY = Duration.ofHours(1);

  private final String key = PREFIX + UUID.randomUUID();
  private final RedisTopology servers;
  private final int maxWaiting;
  private final int maxBody;
  private final Scheduler timer;
  private final Map<String, Sinks.One<StreamEntry>> waiting = new ConcurrentHashMap<>();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicLong number = new AtomicLong();
  private final LongAdder late = new LongAdder();
  private volatile String last = "0-0";
  private volatile boolean closed;

  /**
   * @param servers with one connection, which waits in {@code XREAD}
   * @param maxWaiting maximum of requests that wait for a reply
   */
  StreamReplies(RedisTopology servers, int maxWaiting, int maxBody, Scheduler timer) {
    this.servers = servers;
    this.maxWaiting = maxWaiting;
    this.maxBody = maxBody;
    this.timer = timer;
  }

  String key() {
    return key;
  }

  /** An id that is unique among all requests of all processes. */
  String nextId() {
    return key.substring(PREFIX.length()) + "-" + number.incrementAndGet();
  }

  /**
   * Emits the reply with this id.
   *
   * @param sent sends the request; its error ends the wait
   */
  Mono<StreamEntry> to(String id, Mono<?> sent) {
    if (waiting.size() >= maxWaiting) {
      return Mono.error(new StepException(RedisFaults.rejected()));
    }
    Sinks.One<StreamEntry> reply = Sinks.one();
    waiting.put(id, reply);
    if (begun.compareAndSet(false, true)) {
      readNext();
    }
    return sent.then(reply.asMono()).doFinally(end -> waiting.remove(id));
  }

  private void readNext() {
    if (closed) {
      return;
    }
    byte[][] question =
        RespWriter.command(
            "XREAD", "COUNT", ENTRIES, "BLOCK", BLOCK.toMillis(), "STREAMS", key, last);
    var _ =
        servers
            .call(question, () -> new StreamEntries(ENTRIES, maxBody), CommandRoute.XREAD_BLOCK)
            .timeout(BLOCK.plus(READ_GRACE), timer)
            .defaultIfEmpty(List.of())
            .flatMap(this::read)
            .subscribe(
                done -> {},
                error -> timer.schedule(this::readNext, RETRY.toMillis(), TimeUnit.MILLISECONDS),
                this::readNext);
  }

  /** Emits the replies to their requests, and deletes them. */
  private Mono<Void> read(List<StreamEntry> entries) {
    if (entries.isEmpty()) {
      return Mono.empty();
    }
    entries.forEach(this::arrived);
    last = entries.getLast().id();
    Object[] deletion = new Object[entries.size() + 2];
    deletion[0] = "XDEL";
    deletion[1] = key;
    for (int i = 0; i < entries.size(); i++) {
      deletion[i + 2] = entries.get(i).id();
    }
    return send(deletion).then(send("EXPIRE", key, EXPIRY.toSeconds()));
  }

  private void arrived(StreamEntry entry) {
    Sinks.One<StreamEntry> waits = waiting.remove(entry.text("correlation-id"));
    if (waits == null) {
      late.increment();
    } else {
      var _ = waits.tryEmitValue(entry);
    }
  }

  private Mono<Void> send(Object... words) {
    return servers
        .call(RespWriter.command(words), ReplyJson::brief, CommandRoute.XADD)
        .timeout(READ_GRACE, timer)
        .then();
  }

  long late() {
    return late.sum();
  }

  /** Does not delete the stream, which expires later. */
  void close() {
    closed = true;
    servers.close();
    var closing = new StepException(RedisFaults.unknown());
    waiting.values().forEach(it -> it.tryEmitError(closing));
  }
}
