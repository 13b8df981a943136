package dev.joinall.backend.redis;

import dev.joinall.backend.Health;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * One connection to the master of a key in a cluster, for calls that wait on the server. Uses the
 * layout of the other connections, because its own request for the layout would wait behind such a
 * call. A redirection fails the call; the next call uses the new layout.
 */
final class ClusterReader implements RedisTopology {
  private final ClusterServers cluster;
  private final LettuceConnector client;
  private final Nodes nodes;

  ClusterReader(ClusterServers cluster, RedisNetwork network) {
    this.cluster = cluster;
    this.client = network.client();
    this.nodes = new Nodes(address -> network.pool(() -> client.open(address)));
  }

  @Override
  public <T> Mono<T> call(
      byte[][] request, Supplier<? extends ReplyConsumer<T>> reply, CommandRoute target) {
    return cluster
        .masterOf(CommandHashSlot.of(request, target.keys()))
        .flatMap(master -> {
          nodes.retain(List.of(master));
          return nodes.at(master).call(request, reply.get(), target.effect());
        })
        .doOnError(error -> cluster.markStale());
  }

  @Override
  public Mono<Health> check() {
    return cluster.check();
  }

  @Override
  public PoolUse use() {
    return nodes.use();
  }

  @Override
  public List<InstanceUse> instances() {
    return nodes.instances();
  }

  /** Closes only its own connection. */
  @Override
  public void close() {
    nodes.close();
    client.close();
  }
}
