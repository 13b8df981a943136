package dev.joinall.backend.redis;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Servers with the same data: one that is written, and its replicas. Thread-safe. */
final class Shard {
  private final ConnectionPool master;
  private final List<ConnectionPool> replicas;
  private final AtomicInteger turn = new AtomicInteger();

  Shard(ConnectionPool master, List<ConnectionPool> replicas) {
    this.master = master;
    this.replicas = List.copyOf(replicas);
  }

  ConnectionPool master() {
    return master;
  }

  List<ConnectionPool> replicas() {
    return replicas;
  }

  /** The server for a call; null if there is none of this sort. */
  @Nullable ConnectionPool choose(boolean effect, ReadFrom from) {
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

  /** An open replica in turn; those that are not open begin to connect. */
  private ConnectionPool openOr(ConnectionPool otherwise) {
    int size = replicas.size();
    int first = size == 0 ? 0 : next(size);
    for (int i = 0; i < size; i++) {
      ConnectionPool replica = replicas.get((first + i) % size);
      if (replica.isOpen()) {
        return replica;
      }
      replica.beginToConnect();
    }
    return otherwise;
  }

  private ConnectionPool any() {
    boolean mastersTurn = next(replicas.size() + 1) == 0;
    return mastersTurn && master.isOpen() ? master : openOr(master);
  }
}
