package dev.joinall.backend.redis;

import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.StepException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A master that sentinels name, and its replicas. Each new connection requests the master from the
 * sentinels and then checks the role of the server, so a restarted former master gets no call.
 * Every second the sentinels are queried again, so a master that hangs is left when they have named
 * another one.
 */
final class SentinelServers implements RedisTopology {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Sentinels sentinels;
  private final RedisConnectionPool master;
  private final Nodes replicas;
  private final ReadFrom from;
  private final LettuceConnector client;
  private final Hub hub;
  private final AtomicReference<@Nullable ServerAddress> named = new AtomicReference<>();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private final RepeatedTask watch;

  /** Null until the sentinels have named the replicas. */
  private volatile @Nullable Shard shard;

  SentinelServers(RedisNetwork network, Sentinels sentinels, ReadFrom from) {
    this.sentinels = sentinels;
    this.from = from;
    this.client = network.client();
    this.hub = network.hub();
    this.watch = new RepeatedTask(this::watch, INTERVAL, hub.scheduler());
    this.master = network.pool(this::openMaster);
    this.replicas = new Nodes(address -> network.pool(() -> client.open(address)));
  }

  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> openMaster() {
    return sentinels
        .master()
        .doOnNext(this::masterNamed)
        .toFuture()
        .thenCompose(address -> openMaster(Objects.requireNonNull(address)));
  }

  private CompletionStage<StatefulRedisConnection<byte[], byte[]>> openMaster(
      ServerAddress address) {
    return client
        .open(address)
        .thenCompose(it -> ConnectionHandshake.requireMaster(it, hub))
        .thenApply(it -> requireNamed(address, it));
  }

  /** Leaves the connections to another server; their calls in flight can complete. */
  private void masterNamed(ServerAddress address) {
    ServerAddress before = named.getAndSet(address);
    if (before != null && !before.equals(address)) {
      master.retireAll();
    }
  }

  private StatefulRedisConnection<byte[], byte[]> requireNamed(
      ServerAddress address, StatefulRedisConnection<byte[], byte[]> connection) {
    if (!address.equals(named.get())) {
      var _ = connection.closeAsync();
      throw new StepException(RedisFaults.unavailable("the sentinels have named another master"));
    }
    return connection;
  }

  @Override
  public <T> Mono<T> call(
      byte[][] request, Supplier<? extends ReplyConsumer<T>> reply, CommandRoute target) {
    watch.begin();
    if (target.effect() || from == ReadFrom.MASTER) {
      return master.call(request, reply.get(), target.effect());
    }
    Shard known = shard;
    return known == null
        ? refresh().then(Mono.defer(() -> read(request, reply)))
        : read(request, reply);
  }

  private <T> Mono<T> read(byte[][] request, Supplier<? extends ReplyConsumer<T>> reply) {
    Shard known = shard;
    RedisConnectionPool chosen = known == null ? null : known.choose(false, from);
    return chosen == null
        ? Mono.error(new StepException(RedisFaults.unavailable("no replica is known")))
        : chosen.call(request, reply.get(), false);
  }

  private void watch() {
    if (refreshing.compareAndSet(false, true)) {
      var _ =
          refresh()
              .doFinally(end -> refreshing.set(false))
              .subscribe(
                  known -> {},
                  error -> {
                    // a call that needs the sentinels reports it
                  });
    }
  }

  private Mono<Void> refresh() {
    Mono<ServerAddress> masters = sentinels.master().doOnNext(this::masterNamed);
    return from == ReadFrom.MASTER
        ? masters.then()
        : masters.then(sentinels.replicas()).doOnNext(this::updateReplicas).then();
  }

  private void updateReplicas(List<ServerAddress> addresses) {
    replicas.retain(addresses);
    Shard before = shard;
    List<RedisConnectionPool> pools = addresses.stream().map(replicas::at).toList();
    if (before == null || !before.replicas().equals(pools)) {
      shard = new Shard(master, pools);
    }
  }

  @Override
  public Mono<Health> check() {
    watch.begin();
    return from == ReadFrom.MASTER
        ? master.check()
        : refresh().onErrorComplete().then(Mono.defer(() -> ShardHealth.of(shard, master, from)));
  }

  @Override
  public PoolUse use() {
    return Nodes.sum(master.use(), replicas.use());
  }

  @Override
  public List<InstanceUse> instances() {
    ServerAddress address = named.get();
    List<InstanceUse> all = new ArrayList<>();
    if (address != null) {
      all.add(Nodes.instance(address, master));
    }
    all.addAll(replicas.instances());
    return all;
  }

  @Override
  public void close() {
    watch.close();
    master.close();
    replicas.close();
    sentinels.close();
    client.close();
  }
}
