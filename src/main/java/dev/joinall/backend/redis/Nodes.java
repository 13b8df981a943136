package dev.joinall.backend.redis;

import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The connection pools of servers, one for each address. Thread-safe. */
final class Nodes {
  private final Map<ServerAddress, RedisConnectionPool> pools = new ConcurrentHashMap<>();
  private final Function<ServerAddress, RedisConnectionPool> opener;

  /**
   * @param opener creates a pool, without connecting
   */
  Nodes(Function<ServerAddress, RedisConnectionPool> opener) {
    this.opener = opener;
  }

  RedisConnectionPool at(ServerAddress address) {
    return pools.computeIfAbsent(address, opener);
  }

  /** Empty if the pool was closed meanwhile. */
  Optional<ServerAddress> addressOf(RedisConnectionPool pool) {
    return pools.entrySet().stream()
        .filter(it -> it.getValue().equals(pool))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  List<ServerAddress> addresses() {
    return List.copyOf(pools.keySet());
  }

  /** Closes the pools of other addresses; their calls in flight can complete. */
  void retain(Collection<ServerAddress> used) {
    List<ServerAddress> unused = pools.keySet().stream().filter(it -> !used.contains(it)).toList();
    for (ServerAddress address : unused) {
      RedisConnectionPool left = pools.remove(address);
      if (left != null) {
        left.close();
      }
    }
  }

  PoolUse use() {
    return pools.values().stream()
        .map(RedisConnectionPool::use)
        .reduce(new PoolUse(0, 0, 0, 0), Nodes::sum);
  }

  static PoolUse sum(PoolUse one, PoolUse other) {
    return new PoolUse(
        (int) Math.min(Integer.MAX_VALUE, (long) one.max() + other.max()),
        one.inUse() + other.inUse(),
        one.idle() + other.idle(),
        one.pending() + other.pending());
  }

  List<InstanceUse> instances() {
    return pools.entrySet().stream()
        .map(it -> instance(it.getKey(), it.getValue()))
        .sorted((one, other) -> one.address().compareTo(other.address()))
        .toList();
  }

  static InstanceUse instance(ServerAddress address, RedisConnectionPool pool) {
    return new InstanceUse(address.toString(), pool.use().inUse(), false);
  }

  void close() {
    retain(List.of());
  }
}
