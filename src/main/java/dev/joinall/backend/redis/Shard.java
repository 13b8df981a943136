package dev.joinall.backend.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Servers with the same data: a master, and its replicas. Thread-safe. */
final class Shard {
  private final RedisConnectionPool master;
  private final List<RedisConnectionPool> replicas;
  private final AtomicInteger turn = new AtomicInteger();

  Shard(RedisConnectionPool master, List<RedisConnectionPool> replicas) {
    this.master = master;
    this.replicas = List.copyOf(replicas);
  }

  RedisConnectionPool master() {
    return master;
  }

  List<RedisConnectionPool> replicas() {
    return replicas;
  }

  /** The server for a call; null if no server with this role is available. */
  @Nullable RedisConnectionPool choose(boolean effect, ReadFrom from) {
    return effect
        ? master
        : switch (from) {
          case MASTER -> master;
          case REPLICA -> replicas.isEmpty() ? null : openOr(replicas.get(next(replicas.size())));
          case REPLICA_PREFERRED -> openOr(master);
          case ANY -> any();
        };
  }

  private int next(int size) {
    return Math.floorMod(turn.getAndIncrement(), size);
  }

  /** An open replica in turn; the others begin to connect. */
  private RedisConnectionPool openOr(RedisConnectionPool fallback) {
    int size = replicas.size();
    int first = size == 0 ? 0 : next(size);
    for (int i = 0; i < size; i++) {
      RedisConnectionPool replica = replicas.get((first + i) % size);
      if (replica.isOpen()) {
        return replica;
      }
      replica.beginToConnect();
    }
    return fallback;
  }

  private RedisConnectionPool any() {
    boolean mastersTurn = next(replicas.size() + 1) == 0;
    return mastersTurn && master.isOpen() ? master : openOr(master);
  }
}
