package dev.joinall.backend.redis;

import dev.joinall.backend.Health;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** A server at a known address. */
record OneServer(RedisConnectionPool connections, LettuceConnector client)
    implements RedisTopology {
  @Override
  public <T> Mono<T> call(
      byte[][] request, Supplier<? extends ReplyConsumer<T>> reply, CommandRoute target) {
    return connections.call(request, reply.get(), target.effect());
  }

  @Override
  public Mono<Health> check() {
    return connections.check();
  }

  @Override
  public PoolUse use() {
    return connections.use();
  }

  @Override
  public List<InstanceUse> instances() {
    return List.of();
  }

  @Override
  public void close() {
    connections.close();
    client.close();
  }
}
