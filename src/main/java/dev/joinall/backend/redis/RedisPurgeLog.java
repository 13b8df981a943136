package dev.joinall.backend.redis;

import dev.joinall.cache.LogPosition;
import dev.joinall.cache.SharedPurges;
import dev.joinall.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The log of purges: a stream, which a separate connection reads. Thread-safe. */
final class RedisPurgeLog implements SharedPurges {
  private static final String LOG = "joinall:cache:purges";
  private static final int AT_ONCE = 1_000;
  private static final int RETAINED = 50_000;
  private static final Duration BLOCK = Duration.ofSeconds(5);

  /** Additional time after {@link #BLOCK}, for the reply to arrive. */
  private static final Duration READ_GRACE = Duration.ofSeconds(2);

  private static final int MAX_ENTRY = 1024;

  /** Reads from the master, because a replica may not have the latest entries yet. */
  private static final CommandRoute NEWEST = CommandRoute.XADD;

  /** The position of the key in {@code XREAD COUNT n STREAMS key id}. */
  private static final CommandRoute READ_NOW = new CommandRoute(true, new CommandKeys(4, 4, 1));

  private final RedisTopology servers;
  private final Supplier<RedisTopology> opener;
  private final Duration timeout;
  private final Scheduler timer;
  private @Nullable RedisTopology reader;
  private volatile boolean closed;

  /**
   * @param opener creates servers with one connection, which waits in {@code XREAD}
   */
  RedisPurgeLog(
      RedisTopology servers, Supplier<RedisTopology> opener, Duration timeout, Scheduler timer) {
    this.servers = servers;
    this.opener = opener;
    this.timeout = timeout;
    this.timer = timer;
  }

  @Override
  public Mono<LogPosition> add(String mark) {
    byte[][] request = RespWriter.command("XADD", LOG, "MAXLEN", "~", RETAINED, "*", "mark", mark);
    return text(request, CommandRoute.XADD).map(it -> position(it.text()));
  }

  private static LogPosition position(String id) {
    String[] parts = id.split("-", 2);
    return new LogPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  private Mono<Json> text(byte[][] request, CommandRoute target) {
    return Mono.defer(() -> servers.call(request, ReplyJson::brief, target))
        .timeout(timeout, timer);
  }

  @Override
  public Mono<List<Purge>> after(LogPosition position, boolean isPatient) {
    String from = position.first() + "-" + position.second();
    byte[][] question =
        isPatient
            ? RespWriter.command(
                "XREAD", "COUNT", AT_ONCE, "BLOCK", BLOCK.toMillis(), "STREAMS", LOG, from)
            : RespWriter.command("XREAD", "COUNT", AT_ONCE, "STREAMS", LOG, from);
    return Mono.defer(() ->
            reader()
                .call(
                    question,
                    () -> new StreamEntries(AT_ONCE, MAX_ENTRY),
                    isPatient ? CommandRoute.XREAD_BLOCK : READ_NOW))
        .timeout(isPatient ? BLOCK.plus(READ_GRACE) : READ_GRACE, timer)
        .defaultIfEmpty(List.of())
        .map(it -> it.stream().map(RedisPurgeLog::purge).toList());
  }

  private static Purge purge(StreamEntry entry) {
    return new Purge(position(entry.id()), entry.text("mark"));
  }

  private synchronized RedisTopology reader() {
    RedisTopology known = reader;
    RedisTopology made = known == null ? opener.get() : known;
    reader = made;
    return made;
  }

  /**
   * Reads one entry, on another connection than the reader's, which waits in XREAD for some
   * seconds.
   */
  Mono<?> probe() {
    return text(RespWriter.command("XREAD", "COUNT", 1, "STREAMS", LOG, "0-0"), READ_NOW);
  }

  @Override
  public Mono<Optional<LogPosition>> newest() {
    return text(RespWriter.command("XREVRANGE", LOG, "+", "-", "COUNT", 1), NEWEST)
        .map(it ->
            it.elements().stream()
                .findFirst()
                .map(entry -> position(entry.elements().getFirst().text())));
  }

  @Override
  public int maxRead() {
    return AT_ONCE;
  }

  @Override
  public int retained() {
    return RETAINED;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /** Ends the wait for purges. */
  synchronized void close() {
    closed = true;
    RedisTopology known = reader;
    if (known != null) {
      known.close();
    }
  }
}
