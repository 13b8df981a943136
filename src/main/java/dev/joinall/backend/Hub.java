package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import dev.joinall.tls.TlsContexts;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/**
 * The one group of event loops for the server and all clients, and one loop that accepts
 * connections. Calls stay on the event loop that accepted their request if the client library
 * allows it. Thread-safe.
 */
public final class Hub implements EventLoops, AutoCloseable {
  /** One loop is slower than two even on one core; more loops than cores gain nothing. */
  private static final int MIN_LOOPS = 2;

  private static final Duration QUIET_PERIOD = Duration.ZERO;
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration NAMES_TIMEOUT = Duration.ofSeconds(1);

  private final Transport transport;
  private final EventLoopGroup loops;
  private final EventLoopGroup clientLoops;
  private final EventLoopGroup acceptor;
  private final LoopScheduler scheduler;
  private final HostNames names;
  private final TlsContexts tls = new TlsContexts();
  private final AtomicBoolean shutdownBegun = new AtomicBoolean();
  private volatile ProxyVariables proxies = ProxyVariables.NONE;

  public Hub(Transport transport) {
    this(transport, null);
  }

  /**
   * Creates the hub with these name servers.
   *
   * @param dns the name servers; null for those of the machine
   */
  public Hub(Transport transport, @Nullable DnsServerAddressStreamProvider dns) {
    this.transport = transport;
    int count = Math.max(MIN_LOOPS, Runtime.getRuntime().availableProcessors());
    var number = new AtomicInteger();
    this.loops =
        transport.loops(
            count, task -> new LoopThread(task, "joinall-loop-" + number.incrementAndGet()));
    this.acceptor = transport.loops(1, task -> new LoopThread(task, "joinall-accept"));
    this.clientLoops = LoopResources.colocate(loops);
    this.scheduler = new LoopScheduler(loops);
    this.names = new HostNames(this, dns);
  }

  /**
   * Returns the hub behind these loops, for kinds whose client uses Netty's loops directly.
   *
   * @throws IllegalArgumentException if the loops are no {@code Hub}
   */
  public static Hub of(EventLoops loops) {
    if (loops instanceof Hub hub) {
      return hub;
    }
    throw new IllegalArgumentException("no event loops of Netty: " + loops);
  }

  public Transport transport() {
    return transport;
  }

  public EventLoopGroup loops() {
    return loops;
  }

  /** The same loops for client connections: a connection opened on a loop stays on that loop. */
  public EventLoopGroup clientLoops() {
    return clientLoops;
  }

  /**
   * The loop that accepts connections, on its own thread (Netty's "boss group"): on a busy loop of
   * requests, the last of 2,000 new clients waited for seconds to be accepted.
   */
  public EventLoopGroup acceptor() {
    return acceptor;
  }

  /** The event loop of the calling thread; null on any other thread. */
  public @Nullable EventLoop currentLoop() {
    LoopScheduler.Current current = scheduler.current();
    return current == null ? null : current.loop();
  }

  /** The resolver that allows the default addresses. */
  public HostNames names() {
    return names;
  }

  /** The resolver that allows the addresses of a backend. */
  public HostNames names(BackendConfig declared) {
    return names.allowing(AllowedAddresses.of(declared));
  }

  @Override
  public List<InetAddress> allowed(BackendConfig declared, String host, List<InetAddress> found)
      throws ForbiddenAddress {
    List<InetAddress> permitted = AllowedAddresses.of(declared).of(host, found);
    if (permitted.isEmpty()) {
      throw new ForbiddenAddress(host);
    }
    return permitted;
  }

  /**
   * The proxies from environment variables, if the settings enable them. The proxy of a backend
   * takes precedence.
   */
  public ProxyVariables proxies() {
    return proxies;
  }

  /** Sets the proxies for new connections. */
  public void proxies(ProxyVariables used) {
    proxies = used;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public SSLContext tls(BackendConfig declared) {
    return tls.open(declared.name(), declared.tls(), Optional.empty());
  }

  /** Releases the TLS of a closed backend. */
  public void release(BackendConfig declared) {
    declared.tls().ifPresent(tls::release);
  }

  /** Creates TLS for one server, independent of the host of a connection, which may be a proxy. */
  public SSLContext tls(BackendConfig declared, String host) {
    return tls.open(declared.name(), declared.tls(), Optional.of(host));
  }

  /**
   * Waits until each loop has run its pending tasks, first the loop that accepts connections. Must
   * not be called on a loop.
   *
   * @return false if that takes longer than {@code atMost}
   */
  public boolean await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    return ranTasks(acceptor, end) && ranTasks(loops, end);
  }

  private static boolean ranTasks(EventLoopGroup group, long end) throws InterruptedException {
    for (EventExecutor loop : group) {
      if (!loop.submit(() -> {}).await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Ends the loops after the sockets of the resolver are closed, or after a timeout. */
  @Override
  public void close() {
    if (shutdownBegun.compareAndSet(false, true)) {
      tls.close();
      var _ = loops.schedule(this::endLoops, NAMES_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      names.close().addListener(closed -> endLoops());
    }
    loops.terminationFuture().awaitUninterruptibly(SHUTDOWN_TIMEOUT.plus(NAMES_TIMEOUT).toMillis());
  }

  private void endLoops() {
    end(acceptor)
        .addListener(ended -> {
          var _ = end(loops);
        });
  }

  private static Future<?> end(EventLoopGroup group) {
    return group.shutdownGracefully(
        QUIET_PERIOD.toMillis(), SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A thread on which Reactor forbids blocking. */
  private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
    LoopThread(Runnable task, String name) {
      super(task, name);
      setDaemon(true);
    }
  }
}
