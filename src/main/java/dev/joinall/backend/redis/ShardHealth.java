package dev.joinall.backend.redis;

import dev.joinall.backend.Health;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Checks whether the servers of a shard can accept the calls: its master, and a replica if the
 * calls need one.
 */
final class ShardHealth {
  private ShardHealth() {}

  /**
   * Opens the connections to all servers that calls use. Never fails.
   *
   * @param known null if the replicas are unknown
   */
  static Mono<Health> of(@Nullable Shard known, RedisConnectionPool master, ReadFrom from) {
    if (from == ReadFrom.MASTER || known == null) {
      return master.check();
    }
    Mono<Boolean> replicas =
        Flux.fromIterable(known.replicas())
            .flatMap(RedisConnectionPool::check)
            .reduce(false, (up, next) -> up || next instanceof Health.Up);
    return master
        .check()
        .flatMap(health ->
            replicas.map(up ->
                up || from != ReadFrom.REPLICA || !(health instanceof Health.Up)
                    ? health
                    : Health.of(RedisFaults.unavailable("no replica can be reached"))));
  }
}
