package dev.joinall.backend.redis;

/** The servers of a shard that reads use. Effects always go to the master. */
enum ReadFrom {
  MASTER,
  /** Only replicas; without one the call fails. */
  REPLICA,
  /** The master only if no replica is reachable. */
  REPLICA_PREFERRED,
  /** All servers in turn. */
  ANY
}
