package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on loopback that can hold back everything (a backend that hangs), go on, and cut all
 * connections. Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  private final ServerSocket server;
  private final URI target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition resumed = lock.newCondition();
  private boolean paused;

  private Proxy(URI target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  }

  /** Starts to forward to the host and port of this address. */
  public static Proxy to(String address) {
    try {
      var proxy = new Proxy(URI.create(address));
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The target's address with this proxy's host and port. */
  public String address() {
    String user = target.getUserInfo() == null ? "" : target.getUserInfo() + "@";
    return target.getScheme() + "://" + user + "127.0.0.1:" + server.getLocalPort();
  }

  /** How many connections were made so far. */
  public int accepted() {
    return accepted.get();
  }

  /** How many connections are open. */
  public int open() {
    return sockets.size() / 2;
  }

  /** From now on no byte goes through, in either direction; connections are still accepted. */
  public void pause() {
    setPaused(true);
  }

  public void resume() {
    setPaused(false);
  }

  private void setPaused(boolean value) {
    lock.lock();
    try {
      paused = value;
      resumed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void awaitResumed() throws InterruptedException {
    lock.lock();
    try {
      while (paused) {
        resumed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes all connections; new ones are accepted. */
  public void cut() {
    sockets.forEach(Proxy::close);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        accepted.incrementAndGet();
        var backend = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
        sockets.add(client);
        sockets.add(backend);
        Thread.ofVirtual().start(() -> copy(client, backend));
        Thread.ofVirtual().start(() -> copy(backend, client));
      } catch (IOException e) {
        // the proxy was closed, or the target is gone: the client sees a closed connection
      }
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      int read = from.getInputStream().read(buffer);
      while (read >= 0) {
        awaitResumed();
        to.getOutputStream().write(buffer, 0, read);
        read = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // one side has gone; the other is closed below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    resume();
    cut();
  }
}
