package dev.joinall.backend;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import reactor.netty.resources.LoopResources;

/**
 * Gives the loops and the transport of the hub to Reactor Netty. The hub ends them. Thread-safe.
 */
public record HubLoopResources(Hub hub) implements LoopResources {
  @Override
  public EventLoopGroup onServerSelect(boolean useNative) {
    return hub.acceptor();
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return hub.loops();
  }

  @Override
  public EventLoopGroup onClient(boolean useNative) {
    return hub.clientLoops();
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> sort, EventLoopGroup group) {
    return sort.cast(hub.transport().channel(sort));
  }

  @Override
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> sort, EventLoopGroup group) {
    return hub.transport().channelClass(sort).asSubclass(sort);
  }
}
