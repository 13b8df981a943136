package dev.joinall.web.edge;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * The connections of all clients: counted, watched, and ended without a reset when the server
 * stops. Thread-safe.
 */
public final class Connections {
  private final Limits limits;
  private final BooleanSupplier pressed;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<EventExecutor, Watch> watches = new ConcurrentHashMap<>();
  private final Tally<Cut> cut = new Tally<>(Cut.class);
  private volatile boolean draining;

  /**
   * No connections yet.
   *
   * @param pressed whether there is little room left, so that who is slow gets less time
   */
  public Connections(Limits limits, BooleanSupplier pressed) {
    this.limits = limits;
    this.pressed = pressed;
  }

  /** The same server, with its connections among these. */
  public HttpServer watch(HttpServer server) {
    return server.doOnChannelInit((observer, channel, address) -> accept(channel));
  }

  private void accept(Channel channel) {
    if (open.incrementAndGet() > limits.connections()) {
      open.decrementAndGet();
      count(Cut.TOO_MANY);
      var _ = channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    if (channel.pipeline().get(NettyPipeline.HttpTrafficHandler) != null) {
      watches.computeIfAbsent(channel.eventLoop(), loop -> new Watch(loop, this)).add(channel);
    }
  }

  Limits limits() {
    return limits;
  }

  boolean isPressed() {
    return pressed.getAsBoolean();
  }

  void count(Cut why) {
    cut.count(why);
  }

  boolean isDraining() {
    return draining;
  }

  /**
   * From now on each answer is the last one of its connection, and says so; connections on which
   * nothing comes are closed after a moment.
   */
  public void drain() {
    draining = true;
  }

  /** Open ones, now. */
  public int open() {
    return open.get();
  }

  /** How many we closed so far, for this reason. */
  public long cut(Cut why) {
    return cut.of(why);
  }
}
