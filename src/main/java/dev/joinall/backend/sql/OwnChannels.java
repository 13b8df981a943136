package dev.joinall.backend.sql;

import dev.joinall.backend.Hub;
import dev.joinall.backend.HubLoopResources;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * The hub's loops for one connection of a driver, which store its channel, because a driver can't
 * close a connection before the greeting of the server, or while a call runs. They also add TLS to
 * the channel. Thread-safe.
 */
final class OwnChannels implements LoopResources {
  private final LoopResources loops;
  private final Optional<TlsOpening> tls;
  private final AtomicReference<@Nullable Channel> first = new AtomicReference<>();
  private volatile boolean destroyed;
  private volatile @Nullable Throwable failure;

  /**
   * @param tls of each channel; empty if there is none, or the driver adds it
   */
  OwnChannels(Hub hub, Optional<TlsOpening> tls) {
    this.loops = new HubLoopResources(hub);
    this.tls = tls;
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> sort, EventLoopGroup group) {
    C channel = loops.onChannel(sort, group);
    if (SocketChannel.class.isAssignableFrom(sort)) {
      tls.ifPresent(it -> it.addTo(channel, this::failed));
      first.compareAndSet(null, channel);
    }
    return channel;
  }

  private void failed(Throwable reason) {
    failure = reason;
  }

  /** The reason why TLS failed; null if it has not. */
  @Nullable Throwable failure() {
    return failure;
  }

  boolean isOpen() {
    Channel channel = first.get();
    return channel != null && channel.isActive() && !destroyed;
  }

  /** Runs work on the loop of the connection; at once if the caller is on it. */
  void execute(Runnable work) {
    Channel channel = first.get();
    if (channel == null || !channel.isRegistered() || channel.eventLoop().inEventLoop()) {
      work.run();
    } else {
      channel.eventLoop().execute(work);
    }
  }

  /** Closes the connection at once. */
  void destroy() {
    destroyed = true;
    Channel channel = first.get();
    if (channel != null && channel.isRegistered()) {
      var _ = channel.close();
    }
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return loops.onServer(useNative);
  }

  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return loops.onClient(useNative);
  }

  @Override
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> sort, EventLoopGroup group) {
    return loops.onChannelClass(sort, group);
  }
}
