package dev.joinall.backend.redis;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code redis}: a Redis server, a cluster, or a master with sentinels. */
public final class RedisKind implements Kind {
  private static final AddressRules ADDRESS =
      AddressRules.hostList("uri", "redis", "rediss", "redis-sentinel", "rediss-sentinel");

  /** A healthy Redis replies within about a millisecond. */
  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /**
   * Many calls share a connection, and the server has one thread: two connections saturate it. So
   * {@code max-pending} bounds the calls on each connection, and is high. Only a new connection
   * detects a failover behind a DNS name, and it is cheap.
   */
  private static final PoolConfig POOL =
      new PoolConfig(
          2, 10_000, Duration.ofMillis(250), Duration.ofMinutes(5), Duration.ofMinutes(10));

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    new RedisAddressCheck(where, problems).check(address);
  }

  @Override
  public boolean usesTls(URI address) {
    return RedisAddress.isSecure(address);
  }

  @Override
  public String tlsHint() {
    return "write uri: rediss://...";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, TIMEOUT, POOL);
  }

  @Override
  public RedisOptions options(Fields backend) {
    return RedisOptions.read(backend);
  }

  @Override
  public List<String> verbs() {
    return List.of(RedisCommand.VERB, StreamRequest.VERB);
  }

  @Override
  public Optional<? extends BackendCall> call(String verb, Fields task) {
    return verb.equals(RedisCommand.VERB) ? RedisCommand.read(task) : StreamRequest.read(task);
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return new RedisBackend(declared, Hub.of(loops));
  }

  @Override
  public Class<? extends Backend> type() {
    return RedisBackend.class;
  }

  @Override
  public List<String> wireLoggers() {
    return List.of("io.lettuce");
  }
}
