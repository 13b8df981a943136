package com.example.joinall.kafka;

import dev.joinall.backend.EventLoops;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one backend: opened by the first use, replaced after {@code pool.life}, closed
 * after {@code pool.idle}. Thread-safe.
 */
final class ClientPool implements AutoCloseable {
  private final EventLoops loops;
  private final BackendConfig config;
  private final PoolConfig limits;
  private final ClientSettings settings;
  private final List<InetSocketAddress> brokers;
  private final ThreadFactory threads;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Clients current;
  private volatile boolean closed;

  ClientPool(BackendConfig config, EventLoops loops, ThreadFactory threads) {
    this.loops = loops;
    this.config = config;
    this.limits = config.pool();
    this.settings = new ClientSettings(config, loops);
    this.brokers = Brokers.of(config.address());
    this.threads = threads;
  }

  /**
   * Begins a use of open clients. Blocks.
   *
   * @throws IOException if no broker takes a connection
   */
  Clients begin(Duration left) throws IOException, InterruptedException {
    Clients open = current;
    if (open != null && open.begin(limits.life())) {
      return open;
    }
    opening.lockInterruptibly();
    try {
      return reopened(left);
    } finally {
      opening.unlock();
    }
  }

  private Clients reopened(Duration left) throws IOException {
    Clients before = current;
    if (before != null && before.begin(limits.life())) {
      return before;
    }
    connect(left);
    Clients opened = Clients.open(settings);
    opened.begin(limits.life());
    current = opened;
    if (closed) {
      retire(opened);
    } else {
      watch(opened, limits.idle());
    }
    if (before != null) {
      retire(before);
    }
    return opened;
  }

  /**
   * Finds out whether a broker takes connections: the producer itself only waits, and doesn't say
   * why.
   */
  private void connect(Duration left) throws IOException {
    IOException failure = new ConnectException("no broker");
    for (InetSocketAddress broker : brokers) {
      try {
        for (InetAddress address : allowed(broker.getHostString())) {
          int millis = Math.toIntExact(Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE));
          try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, broker.getPort()), millis);
            return;
          }
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /**
   * The addresses of a broker that a connection may use. Blocks.
   *
   * @throws UnknownHostException if there is none
   */
  List<InetAddress> allowed(String host) throws UnknownHostException {
    return loops.allowed(config, host, List.of(InetAddress.getAllByName(host)));
  }

  void end(Clients used) {
    if (used.end()) {
      close(used);
    }
  }

  /** No further call uses these clients. */
  void retire(Clients clients) {
    if (clients.retire()) {
      close(clients);
    }
  }

  private void close(Clients clients) {
    threads.newThread(clients::close).start();
  }

  private void watch(Clients clients, Duration delay) {
    loops.scheduler().schedule(() -> look(clients), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look(Clients clients) {
    if (clients != current || closed) {
      return;
    }
    Duration left = limits.idle().minus(clients.unused());
    if (left.isPositive()) {
      watch(clients, left);
    } else {
      current = null;
      retire(clients);
    }
  }

  boolean isOpen() {
    return current != null;
  }

  boolean isClosed() {
    return closed;
  }

  /** Records in flight are interrupted. */
  @Override
  public void close() {
    closed = true;
    Clients open = current;
    current = null;
    if (open != null) {
      open.retire();
      close(open);
    }
  }
}
