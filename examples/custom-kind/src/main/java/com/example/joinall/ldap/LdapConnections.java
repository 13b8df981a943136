package com.example.joinall.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.PoolUse;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The pool of connections to one directory, and the virtual threads that block on them: one for
 * each running or waiting call, so at most {@code max + max-pending}. Thread-safe.
 */
final class LdapConnections implements AutoCloseable {
  /** The use of an open connection. Blocks; returns null if there is no value. */
  interface Work<T> {
    @Nullable T on(LDAPConnection connection) throws LDAPException;
  }

  private final EventLoops loops;
  private final PoolConfig config;
  private final Semaphore places;
  private final AtomicInteger pending = new AtomicInteger();
  private final IdleConnections idle;
  private final ThreadFactory threads;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LdapConnections(BackendConfig config, EventLoops loops) {
    this.loops = loops;
    this.config = config.pool();
    this.places = new Semaphore(config.pool().max(), true);
    this.threads = Thread.ofVirtual().name("ldap-" + config.name() + "-", 0).factory();
    this.idle = new IdleConnections(new LdapConnector(config), config.pool(), loops, threads);
  }

  /** Uses an open connection; the result is published on the caller's loop. */
  <T> Mono<T> use(Work<T> work) {
    return Mono.<T>create(sink -> start(work, sink)).publishOn(loops.scheduler());
  }

  private <T> void start(Work<T> work, MonoSink<T> sink) {
    boolean hasPlace = places.tryAcquire();
    if (!hasPlace && pending.incrementAndGet() > config.maxPending()) {
      pending.decrementAndGet();
      sink.error(LdapFaults.rejected("the pool and its queue are full"));
      return;
    }
    Thread thread = threads.newThread(() -> run(work, sink, hasPlace));
    running.add(thread);
    thread.start();
    sink.onCancel(thread::interrupt); // ends a wait, or closes the socket of a read
    if (closed) {
      thread.interrupt();
    }
  }

  private <T> void run(Work<T> work, MonoSink<T> sink, boolean hasPlace) {
    try {
      if (!hasPlace) {
        awaitPlace();
      }
      T value;
      try {
        value = call(work);
      } finally {
        places.release();
      }
      sink.success(value);
    } catch (LDAPException e) {
      sink.error(closed ? LdapFaults.closed() : LdapFaults.of(e));
    } catch (InterruptedException e) {
      sink.error(LdapFaults.closed());
    } catch (Throwable e) {
      sink.error(e);
    } finally {
      running.remove(Thread.currentThread());
    }
  }

  private void awaitPlace() throws InterruptedException {
    try {
      if (!places.tryAcquire(config.acquireTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw LdapFaults.rejected("no connection of the pool became free");
      }
    } finally {
      pending.decrementAndGet();
    }
  }

  private <T> @Nullable T call(Work<T> work) throws LDAPException {
    if (closed) {
      throw LdapFaults.closed();
    }
    IdleConnections.Open open = idle.take();
    try {
      T value = work.on(open.connection());
      idle.put(open);
      return value;
    } catch (LDAPException e) {
      if (e.getResultCode().isConnectionUsable()) {
        idle.put(open);
      } else {
        open.connection().closeWithoutUnbind();
      }
      throw e;
    } catch (Throwable e) {
      open.connection().closeWithoutUnbind();
      throw e;
    }
  }

  PoolUse use() {
    int inUse = config.max() - places.availablePermits();
    return new PoolUse(config.max(), inUse, idle.size(), pending.get());
  }

  /** Calls in flight are interrupted. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Thread::interrupt);
    idle.close();
  }
}
