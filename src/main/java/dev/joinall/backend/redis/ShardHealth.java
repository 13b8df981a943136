package dev.joinall.backend.redis;

import dev.joinall.backend.Health;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether the servers of a shard can take the calls: its master, and a replica if those need one.
 */
final class ShardHealth {
  private ShardHealth() {}

  /**
   * Opens the connections to all servers that are used. Never fails.
   *
   * @param known null if its replicas are not known
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
