package dev.joinall.boot;

import dev.joinall.edge.ClientConnections;
import dev.joinall.serving.LiveDeployment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Graceful shutdown: stops the server without failing a request. Spring Boot has set the readiness
 * to {@code OUT_OF_SERVICE} before, and the management port answers until the end. Blocks only the
 * shutdown thread.
 */
final class GracefulShutdown {
  private static final Logger log = LoggerFactory.getLogger(GracefulShutdown.class);

  /** With io_uring, a waiting connection is accepted in the round after the next one. */
  private static final int QUIET_ROUNDS = 4;

  /** A limit, because clients without a load balancer reconnect as long as the port is open. */
  private static final Duration MAX_ACCEPTING = Duration.ofSeconds(1);

  private final ApplicationContext context;
  private final JoinallProperties.Shutdown settings;
  private final ClientConnections connections;
  private final LiveDeployment live;
  private volatile @Nullable DisposableServer server;

  GracefulShutdown(
      ApplicationContext context,
      JoinallProperties.Shutdown settings,
      ClientConnections connections,
      LiveDeployment live) {
    this.context = context;
    this.settings = settings;
    this.connections = connections;
    this.live = live;
  }

  /** Returns the same server, and stores its bound instance for the shutdown. */
  HttpServer track(HttpServer one) {
    return one.doOnBound(bound -> server = bound);
  }

  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void begin(ContextClosedEvent event) throws InterruptedException {
    DisposableServer bound = server;
    if (bound == null || !context.equals(event.getApplicationContext())) {
      return;
    }
    log.info("Shutting down: not ready, {} open connections", connections.open());
    connections.lastAnswers();
    Thread.sleep(settings.pause());
    long end = System.nanoTime() + settings.grace().toNanos();
    if (stopAccepting(bound, end)
        && completesBy(connections.end(), end)
        && completesBy(live.end(), end)) {
      log.info("Shutting down: all requests are complete");
    } else {
      log.warn(
          "Shutting down: requests still in flight after {} are interrupted",
          text(settings.grace()));
    }
  }

  /**
   * Closes the listening socket and waits until each loop has run its pending tasks. By then all
   * accepted connections are registered.
   */
  private boolean stopAccepting(DisposableServer bound, long end) throws InterruptedException {
    acceptPending(Math.min(end, System.nanoTime() + MAX_ACCEPTING.toNanos()));
    bound.dispose();
    return completesBy(bound.onDispose().toFuture(), end) && awaitLoops(end);
  }

  /**
   * Accepts the pending connections, because the kernel resets them when their listening socket is
   * closed. A loop polls its sockets between two tasks.
   */
  private void acceptPending(long end) throws InterruptedException {
    long before = connections.accepted();
    int quietRounds = 0;
    while (quietRounds < QUIET_ROUNDS && awaitLoops(end)) {
      long now = connections.accepted();
      quietRounds = now == before ? quietRounds + 1 : 0;
      before = now;
    }
  }

  private boolean awaitLoops(long end) throws InterruptedException {
    return live.hub().await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  private static boolean completesBy(CompletableFuture<?> what, long end)
      throws InterruptedException {
    try {
      what.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  private static String text(Duration time) {
    return time.toMillis() + " ms";
  }
}
