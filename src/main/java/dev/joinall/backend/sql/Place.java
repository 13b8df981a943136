package dev.joinall.backend.sql;

import reactor.pool.PooledRef;

/** A connection that a call has. One of the two last methods is called once, by any thread. */
interface Place {
  Session session();

  /** The connection waits for the next call. */
  void release();

  /** The connection can't be used any more. */
  void invalidate();

  /** A place of the pool. */
  static Place of(PooledRef<Session> pooled) {
    return new Place() {
      @Override
      public Session session() {
        return pooled.poolable();
      }

      @Override
      public void release() {
        pooled.poolable().use();
        var _ = pooled.release().subscribe();
      }

      @Override
      public void invalidate() {
        pooled.poolable().destroy();
        var _ = pooled.invalidate().subscribe();
      }
    };
  }
}
