package dev.joinall.backend.sql;

import reactor.pool.PooledRef;

/** The connection of a call. One of the last two methods is called once, by any thread. */
interface Place {
  Session session();

  /** Returns the connection for the next call. */
  void release();

  /** Closes the connection, which is no longer usable. */
  void invalidate();

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
