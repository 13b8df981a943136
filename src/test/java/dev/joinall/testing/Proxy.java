package dev.joinall.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on loopback that injects a {@link Trouble} into any protocol, and ends it. Works on
 * bytes only. Thread-safe.
 */
public final class Proxy implements AutoCloseable {
  private final URI target;
  private final Listener listener;
  private final Moment moment = new Moment();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private Proxy(URI target) throws IOException {
    this.target = target;
    this.listener = new Listener(this::link);
  }

  /** Starts to forward to the host and port of this address. */
  public static Proxy to(String address) {
    try {
      return new Proxy(URI.create(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The target's address with this proxy's host and port. */
  public String address() {
    String user = target.getUserInfo() == null ? "" : target.getUserInfo() + "@";
    return target.getScheme() + "://" + user + "127.0.0.1:" + listener.port();
  }

  /** Number of connections accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Number of open connections. */
  public int open() {
    return links.size();
  }

  /** Injects this fault from now on, instead of the previous one. */
  public synchronized void begin(Trouble next) {
    try {
      switch (next) {
        case REFUSE -> listener.refuse();
        case BLACK_HOLE -> listener.ignore();
        default -> listener.listen();
      }
      moment.begin(next);
      if (next == Trouble.REFUSE) {
        for (Link link : links) {
          link.reset();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the fault; delayed bytes are forwarded. */
  public void heal() {
    begin(Trouble.NONE);
  }

  /** {@link Trouble#HANG}. */
  public void pause() {
    begin(Trouble.HANG);
  }

  /** {@link #heal}. */
  public void resume() {
    heal();
  }

  /** Closes all connections; new ones are accepted. */
  public void cut() {
    links.forEach(Link::close);
  }

  private void link(Socket client) {
    accepted.incrementAndGet();
    try {
      var server = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
      var link = new Link(client, server, moment, links::remove);
      links.add(link);
      if (moment.now().trouble() == Trouble.REFUSE) { // accepted just before the fault began
        link.reset();
      }
      link.start();
    } catch (IOException e) {
      close(client);
    }
  }

  private static void close(Socket client) {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    moment.begin(Trouble.NONE);
    cut();
  }
}
