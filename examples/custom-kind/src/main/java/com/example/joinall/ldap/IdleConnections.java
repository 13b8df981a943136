package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import dev.joinall.backend.EventLoops;
import dev.joinall.config.PoolConfig;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Open connections without a call; the last one used is taken first. Thread-safe. */
final class IdleConnections implements AutoCloseable {
  /**
   * A connection.
   *
   * @param opened and {@code used}: times of {@link System#nanoTime}
   */
  record Open(LDAPConnection connection, long opened, long used) {}

  private final LdapConnector connector;
  private final PoolConfig config;
  private final EventLoops loops;
  private final ThreadFactory threads;
  private final ConcurrentLinkedDeque<Open> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  IdleConnections(
      LdapConnector connector, PoolConfig config, EventLoops loops, ThreadFactory threads) {
    this.connector = connector;
    this.config = config;
    this.loops = loops;
    this.threads = threads;
    evictLater();
  }

  /** Returns an idle connection, or opens a new one. Blocks. */
  Open take() throws LDAPException {
    for (@Nullable Open open = idle.pollFirst(); open != null; open = idle.pollFirst()) {
      if (isFit(open)) {
        return open;
      }
      open.connection().close();
    }
    long now = System.nanoTime();
    return new Open(connector.connect(), now, now);
  }

  void put(Open open) {
    idle.addFirst(new Open(open.connection(), open.opened(), System.nanoTime()));
    if (closed) {
      closeAll();
    }
  }

  private boolean isFit(Open open) {
    long now = System.nanoTime();
    return open.connection().isConnected()
        && now - open.used() < config.idle().toNanos()
        && now - open.opened() < config.life().toNanos();
  }

  /**
   * Closes old connections on a virtual thread, because the timer runs on a loop and closing
   * blocks.
   */
  private void evictLater() {
    Duration shorter = config.idle().compareTo(config.life()) < 0 ? config.idle() : config.life();
    var _ =
        loops
            .scheduler()
            .schedule(
                () -> {
                  if (!closed) {
                    threads.newThread(this::evict).start();
                    evictLater();
                  }
                },
                shorter.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void evict() {
    idle.forEach(open -> {
      if (!isFit(open) && idle.remove(open)) {
        open.connection().close();
      }
    });
  }

  int size() {
    return idle.size();
  }

  @Override
  public void close() {
    closed = true;
    closeAll();
  }

  private void closeAll() {
    for (@Nullable Open open = idle.pollFirst(); open != null; open = idle.pollFirst()) {
      open.connection().close();
    }
  }
}
