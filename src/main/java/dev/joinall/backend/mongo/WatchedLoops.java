package dev.joinall.backend.mongo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The hub's event loops, which add a {@link WireConnectionState} to each connection: the driver has
 * no other extension point for handlers.
 */
final class WatchedLoops extends AbstractEventExecutorGroup implements EventLoopGroup {
  private final EventLoopGroup loops;
  private final LastHandshake last;
  private final Optional<String> serverName;

  WatchedLoops(EventLoopGroup loops, LastHandshake last, Optional<String> serverName) {
    this.loops = loops;
    this.last = last;
    this.serverName = serverName;
  }

  @Override
  public ChannelFuture register(Channel channel) {
    WireConnectionState.watch(channel, last, serverName);
    return loops.register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    WireConnectionState.watch(promise.channel(), last, serverName);
    return loops.register(promise);
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    WireConnectionState.watch(channel, last, serverName);
    return loops.register(channel, promise);
  }

  @Override
  public EventLoop next() {
    return loops.next();
  }

  @Override
  public Iterator<EventExecutor> iterator() {
    return loops.iterator();
  }

  @Override
  public boolean isShuttingDown() {
    return loops.isShuttingDown();
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("the loops are the hub's");
  }

  @Override
  public Future<?> terminationFuture() {
    return loops.terminationFuture();
  }

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException("the loops are the hub's");
  }

  @Override
  public boolean isShutdown() {
    return loops.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return loops.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return loops.awaitTermination(timeout, unit);
  }
}
