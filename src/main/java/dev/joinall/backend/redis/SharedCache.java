package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.cache.LogPosition;
import dev.joinall.cache.SharedValues;
import dev.joinall.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Values that replicas share: a hash for each, which expires, and beside it the lock of its key, in
 * the same slot of a cluster. What was purged is a stream, which a connection of its own reads.
 * Thread-safe.
 */
final class SharedCache implements SharedValues {
  private static final String VALUE = "joinall:cache:{";
  private static final String LOG = "joinall:cache:purges";
  private static final String PROBE = "check";

  private static final int AT_ONCE = 1_000;
  private static final int KEPT = 50_000;
  private static final Duration BLOCK = Duration.ofSeconds(5);

  /** Beyond {@link #BLOCK}, for the reply to arrive. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final int SHORT_REPLY = 1024;
  private static final byte[] EVAL = RespWriter.bulk("EVAL");
  private static final byte[] TWO_KEYS = RespWriter.bulk("2");

  /** {@code EVAL} with two keys of one slot. */
  private static final Target SCRIPT = new Target(true, new CommandKeys(3, 4, 1));

  private static final Target ADD = new Target(true, new CommandKeys(1, 1, 1));

  /** Not of a replica, which may not have the last ones yet. */
  private static final Target NEWEST = ADD;

  /** Where {@code XREAD COUNT n STREAMS key id} has its key. */
  private static final Target READ_NOW = new Target(true, new CommandKeys(4, 4, 1));

  /** The same with {@code BLOCK ms}. */
  private static final Target READ = new Target(true, new CommandKeys(6, 6, 1));

  private static final byte[] FIND =
      RespWriter.bulk(
          """
          local value = redis.call('HMGET', KEYS[1], 'stale', 'value')
          local left = redis.call('PTTL', KEYS[1])
          local holder = ''
          if ARGV[1] ~= ''
              and (ARGV[3] == '1' or not value[2] or left <= tonumber(value[1])) then
            if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
              holder = ARGV[1]
            else
              holder = redis.call('GET', KEYS[2]) or ''
            end
          end
          return {value[2] or '', left, holder}
          """);

  private static final byte[] PUT =
      RespWriter.bulk(
          """
          local holder = redis.call('GET', KEYS[2])
          if ARGV[1] ~= '' and holder ~= ARGV[1] and holder ~= ARGV[2] then return 0 end
          redis.call('HMSET', KEYS[1], 'stale', ARGV[3], 'value', ARGV[5])
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          if ARGV[1] ~= '' then redis.call('DEL', KEYS[2]) end
          return 1
          """);

  private static final byte[] HOLD =
      RespWriter.bulk(
          """
          if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          return 1
          """);

  private final String backend;
  private final Servers servers;
  private final Supplier<Servers> opener;
  private final int maxBody;
  private final Duration timeout;
  private final Scheduler timer;
  private @Nullable Servers reader;
  private volatile boolean closed;

  /**
   * @param opener makes servers with one connection, which waits in {@code XREAD}
   */
  SharedCache(
      String backend,
      Servers servers,
      Supplier<Servers> opener,
      int maxBody,
      Duration timeout,
      Scheduler timer) {
    this.backend = backend;
    this.servers = servers;
    this.opener = opener;
    this.maxBody = maxBody;
    this.timeout = timeout;
    this.timer = timer;
  }

  @Override
  public Mono<Found> find(String key, String owner, Duration lease, boolean isRefused) {
    return Mono.defer(() ->
            servers.call(
                script(FIND, key, owner, lease.toMillis(), isRefused ? 1 : 0),
                () -> new ReplyList(maxBody),
                SCRIPT))
        .timeout(timeout, timer)
        .map(SharedCache::found);
  }

  private static Found found(List<Object> reply) {
    byte[] value = (byte[]) reply.get(0);
    return new Found(
        value.length == 0 ? null : value,
        (Long) reply.get(1),
        new String((byte[]) reply.get(2), UTF_8));
  }

  @Override
  public Mono<Void> put(String key, String owner, Stored value) {
    return send(
        script(
            PUT,
            key,
            owner,
            NOBODY,
            Math.max(0, value.life() - value.fresh()),
            value.life(),
            RespWriter.bulk(value.bytes())));
  }

  @Override
  public Mono<Void> hold(String key, String owner, String next, Duration lease) {
    return send(script(HOLD, key, owner, next, lease.toMillis()));
  }

  private static byte[][] script(byte[] script, String key, Object... arguments) {
    Object[] words = new Object[arguments.length + 5];
    words[0] = EVAL;
    words[1] = script;
    words[2] = TWO_KEYS;
    words[3] = VALUE + key + "}";
    words[4] = VALUE + key + "}:lock";
    System.arraycopy(arguments, 0, words, 5, arguments.length);
    return RespWriter.command(words);
  }

  private Mono<Void> send(byte[][] request) {
    return text(request, SCRIPT).then();
  }

  private Mono<Json> text(byte[][] request, Target target) {
    return Mono.defer(
            () -> servers.call(request, () -> new ReplyJson(ReplyFormat.TEXT, SHORT_REPLY), target))
        .timeout(timeout, timer);
  }

  @Override
  public Mono<LogPosition> purge(String mark) {
    return text(RespWriter.command("XADD", LOG, "MAXLEN", "~", KEPT, "*", "mark", mark), ADD)
        .map(it -> position(it.text()));
  }

  private static LogPosition position(String id) {
    String[] parts = id.split("-", 2);
    return new LogPosition(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
  }

  @Override
  public Mono<List<Purge>> purges(LogPosition after, boolean isPatient) {
    String from = after.first() + "-" + after.second();
    byte[][] question =
        isPatient
            ? RespWriter.command(
                "XREAD", "COUNT", AT_ONCE, "BLOCK", BLOCK.toMillis(), "STREAMS", LOG, from)
            : RespWriter.command("XREAD", "COUNT", AT_ONCE, "STREAMS", LOG, from);
    return Mono.defer(() ->
            reader()
                .call(
                    question,
                    () -> new StreamEntries(AT_ONCE, SHORT_REPLY),
                    isPatient ? READ : READ_NOW))
        .timeout(isPatient ? BLOCK.plus(GRACE) : GRACE, timer)
        .defaultIfEmpty(List.of())
        .map(it -> it.stream().map(SharedCache::purge).toList());
  }

  private static Purge purge(StreamEntry entry) {
    return new Purge(position(entry.id()), entry.text("mark"));
  }

  private synchronized Servers reader() {
    Servers known = reader;
    Servers made = known == null ? opener.get() : known;
    reader = made;
    return made;
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
  public String backend() {
    return backend;
  }

  /** The purge that it adds is of a mark that no value has. */
  @Override
  public Mono<List<String>> refused() {
    Duration lease = Duration.ofSeconds(1);
    return Flux.concat(
            refusal("EVAL, HMGET, PTTL, SET, GET", find(PROBE, NOBODY, lease, false)),
            refusal("HMSET, PEXPIRE, DEL", put(PROBE, NOBODY, new Stored(new byte[] {0}, 1, 1))),
            refusal("XADD", purge(PROBE)),
            // Not by the reader, whose one connection waits in XREAD for some seconds.
            refusal(
                "XREAD",
                text(RespWriter.command("XREAD", "COUNT", 1, "STREAMS", LOG, "0-0"), READ_NOW)),
            refusal("XREVRANGE", newest()))
        .collectList();
  }

  /** A system that does not respond refuses nothing. */
  private static Mono<String> refusal(String commands, Mono<?> attempt) {
    return attempt
        .then(Mono.<String>empty())
        .onErrorResume(
            StepException.class,
            e ->
                e.fault().type() == Fault.Type.STATUS || e.fault().type() == Fault.Type.ERROR
                    ? Mono.just(commands + ": " + e.fault().detail())
                    : Mono.error(e));
  }

  @Override
  public int purgesAtOnce() {
    return AT_ONCE;
  }

  @Override
  public int purgesKept() {
    return KEPT;
  }

  @Override
  public int maxBytes() {
    return maxBody;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  /** Nothing waits for a purge any more. */
  synchronized void close() {
    closed = true;
    Servers known = reader;
    if (known != null) {
      known.close();
    }
  }
}
