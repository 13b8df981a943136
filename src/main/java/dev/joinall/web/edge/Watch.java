package dev.joinall.web.edge;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the connections of one loop now and then. One timer for all of them: a timer for each
 * request would cost more than all else here. On its loop alone.
 */
final class Watch {
  /** How exact all times of connections are. */
  static final long TICK_MILLIS = 200;

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final EventExecutor loop;
  private final Connections all;
  private final Set<ClientConnection> connections = new HashSet<>();
  private boolean ticking;
  private long now = System.nanoTime();

  Watch(EventExecutor loop, Connections all) {
    this.loop = loop;
    this.all = all;
  }

  /** Nanoseconds, as of the latest tick. */
  long now() {
    return now;
  }

  Connections all() {
    return all;
  }

  void add(Channel channel) {
    if (!ticking) {
      ticking = true;
      now = System.nanoTime();
      next();
    }
    var connection = new ClientConnection(channel, this);
    connections.add(connection);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
  }

  private void next() {
    var _ = loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    now = System.nanoTime();
    boolean pressed = all.isPressed();
    for (ClientConnection connection : Set.copyOf(connections)) {
      check(connection, pressed);
    }
    ticking = !connections.isEmpty();
    if (ticking) {
      next();
    }
  }

  /** One that can't be looked at must not keep the others from it. */
  private static void check(ClientConnection connection, boolean pressed) {
    try {
      connection.check(pressed);
    } catch (RuntimeException e) {
      log.warn("A connection could not be checked", e);
    }
  }
}
