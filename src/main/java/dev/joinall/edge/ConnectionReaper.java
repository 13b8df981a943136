package dev.joinall.edge;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;

/**
 * Closes the connections of one event loop that exceed a timeout. One timer checks all of them,
 * because a timer for each request would cost more than the rest of this package. Used on its event
 * loop.
 */
final class ConnectionReaper {
  /** The precision of all timeouts of connections. */
  static final long INTERVAL_MILLIS = 200;

  /** Under pressure, a slow client gets no more time than this. */
  static final long REDUCED_TIMEOUT = TimeUnit.SECONDS.toNanos(2);

  private static final Logger log = LoggerFactory.getLogger(ConnectionReaper.class);

  private final EventExecutor loop;
  private final ClientConnections all;
  private final Set<Expiring> connections = new HashSet<>();
  private boolean ticking;
  private long now = System.nanoTime();

  ConnectionReaper(EventExecutor loop, ClientConnections all) {
    this.loop = loop;
    this.all = all;
  }

  /** Nanoseconds, as of the latest tick. */
  long now() {
    return now;
  }

  ClientConnections all() {
    return all;
  }

  /** The timeout of a client in nanoseconds. */
  long timeoutNanos(Duration normal, boolean pressed) {
    return pressed ? Math.min(normal.toNanos(), REDUCED_TIMEOUT) : normal.toNanos();
  }

  /**
   * The time since the last tick before an idle connection was used. It is never closed early: a
   * proxy counts on the whole time.
   */
  static long idleNanos(Limits limits) {
    return limits.idleTime().toNanos() + TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
  }

  /** Bytes that neither the client nor the socket buffer has taken. */
  static long pendingBytes(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** Registers a new connection. */
  void add(Channel channel) {
    if (!ticking) {
      ticking = true;
      now = System.nanoTime();
      next();
    }
    if (channel.pipeline().get(NettyPipeline.SslHandler) == null) {
      addHttp(channel);
    } else {
      add(channel, new TlsHandshake(channel, this));
    }
  }

  /** Registers a connection for the version of HTTP in its pipeline. */
  void addHttp(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    Http2FrameCodec http2 = pipeline.get(Http2FrameCodec.class);
    if (http2 != null) {
      add(channel, new Http2ClientConnection(channel, this, http2));
    } else if (pipeline.get(NettyPipeline.H2CUpgradeHandler) != null) {
      add(channel, new ClientConnection(channel, this, NettyPipeline.H2CUpgradeHandler));
    } else {
      add(channel, new ClientConnection(channel, this, NettyPipeline.HttpCodec));
    }
  }

  private void add(Channel channel, Expiring connection) {
    connections.add(connection);
    ClientStream.setConnection(channel, connection);
    channel.closeFuture().addListener(closed -> connections.remove(connection));
  }

  void remove(Expiring connection) {
    connections.remove(connection);
  }

  private void next() {
    var _ = loop.schedule(this::tick, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    now = System.nanoTime();
    boolean pressed = all.isUnderPressure();
    for (Expiring connection : Set.copyOf(connections)) {
      check(connection, pressed);
    }
    ticking = !connections.isEmpty();
    if (ticking) {
      next();
    }
  }

  /** A connection whose check fails must not prevent the others from being checked. */
  private static void check(Expiring connection, boolean pressed) {
    try {
      connection.check(pressed);
    } catch (RuntimeException e) {
      log.warn("A connection could not be checked", e);
    }
  }
}
