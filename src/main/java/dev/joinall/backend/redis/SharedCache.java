package dev.joinall.backend.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.cache.SharedPurges;
import dev.joinall.cache.SharedValues;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Values that replicas share: a hash for each value, which expires, and the lock of its key, in the
 * same slot of a cluster. Thread-safe.
 */
final class SharedCache implements SharedValues {
  private static final String VALUE = "joinall:cache:{";
  private static final String PROBE = "check";

  private static final Script FIND =
      Script.of(
          2,
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

  private static final Script PUT =
      Script.of(
          2,
          """
          local holder = redis.call('GET', KEYS[2])
          if ARGV[1] ~= '' and holder ~= ARGV[1] and holder ~= ARGV[2] then return 0 end
          redis.call('HMSET', KEYS[1], 'stale', ARGV[3], 'value', ARGV[5])
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          if ARGV[1] ~= '' then redis.call('DEL', KEYS[2]) end
          return 1
          """);

  private static final Script HOLD =
      Script.of(
          2,
          """
          if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          return 1
          """);

  private final String backend;
  private final RedisTopology servers;
  private final RedisPurgeLog purges;
  private final int maxBody;
  private final Duration timeout;
  private final Scheduler timer;

  /**
   * @param opener creates servers with one connection, which waits in {@code XREAD}
   */
  SharedCache(
      String backend,
      RedisTopology servers,
      Supplier<RedisTopology> opener,
      int maxBody,
      Duration timeout,
      Scheduler timer) {
    this.backend = backend;
    this.servers = servers;
    this.purges = new RedisPurgeLog(servers, opener, timeout, timer);
    this.maxBody = maxBody;
    this.timeout = timeout;
    this.timer = timer;
  }

  @Override
  public Mono<Found> find(String key, String owner, Duration lease, boolean isRefused) {
    return run(FIND, () -> new ReplyList(maxBody), key, owner, lease.toMillis(), isRefused ? 1 : 0)
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
        PUT,
        key,
        owner,
        NO_OWNER,
        Math.max(0, value.ttl() - value.fresh()),
        value.ttl(),
        RespWriter.bulk(value.bytes()));
  }

  @Override
  public Mono<Void> renewLock(String key, String owner, String next, Duration lease) {
    return send(HOLD, key, owner, next, lease.toMillis());
  }

  private Mono<Void> send(Script script, String key, Object... arguments) {
    return run(script, ReplyJson::brief, key, arguments).then();
  }

  private <T> Mono<T> run(
      Script script, Supplier<ReplyConsumer<T>> reply, String key, Object... arguments) {
    Object[] words = new Object[arguments.length + 2];
    words[0] = VALUE + key + "}";
    words[1] = VALUE + key + "}:lock";
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    return Mono.defer(() -> script.call(servers, reply, words)).timeout(timeout, timer);
  }

  @Override
  public SharedPurges purges() {
    return purges;
  }

  @Override
  public String backend() {
    return backend;
  }

  /** The purge that it adds has a mark that no value has. */
  @Override
  public Mono<List<String>> refused() {
    Duration lease = Duration.ofSeconds(1);
    return Flux.concat(
            refusal("EVALSHA, EVAL, HMGET, PTTL, SET, GET", find(PROBE, NO_OWNER, lease, false)),
            refusal("HMSET, PEXPIRE, DEL", put(PROBE, NO_OWNER, new Stored(new byte[] {0}, 1, 1))),
            refusal("XADD", purges.add(PROBE)),
            refusal("XREAD", purges.probe()),
            refusal("XREVRANGE", purges.newest()))
        .collectList();
  }

  /** Emits the commands if the server refuses them; fails if it does not respond. */
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
  public int maxBytes() {
    return maxBody;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public boolean isClosed() {
    return purges.isClosed();
  }

  void close() {
    purges.close();
  }
}
