package dev.joinall.backend.redis;

/** Which servers of a shard are read. Effects always go to its master. */
enum ReadFrom {
  MASTER,
  /** Replicas only; without one the call fails. */
  REPLICA,
  /** The master only if no replica can be reached. */
  REPLICA_PREFERRED,
  /** All of them in turn. */
  ANY
}
