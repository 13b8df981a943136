package dev.joinall.backend.redis;

import dev.joinall.backend.Hub;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolvers;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.tracing.Tracing;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/**
 * Lettuce's resources, all based on the hub's loops. Lettuce's defaults start three kinds of
 * threads and may choose another transport than the hub.
 */
final class HubResources implements ClientResources {
  private final Hub hub;
  private final Timer timer;
  private final NettyCustomizer tls;

  /**
   * @param tls adds TLS, if there is any
   */
  HubResources(Hub hub, NettyCustomizer tls) {
    this.hub = hub;
    this.tls = tls;
    this.timer = new LoopTimer(hub.loops());
  }

  @Override
  public EventExecutorGroup eventExecutorGroup() {
    return hub.loops();
  }

  @Override
  public Timer timer() {
    return timer;
  }

  @Override
  public AddressResolverGroup<?> addressResolverGroup() {
    return hub.names().resolvers();
  }

  @Override
  public SocketAddressResolver socketAddressResolver() {
    return SocketAddressResolver.create(DnsResolvers.UNRESOLVED);
  }

  /** Batches the commands of one turn of the loop into one system call, followed by one fence. */
  @Override
  public NettyCustomizer nettyCustomizer() {
    return new NettyCustomizer() {
      @Override
      public void afterChannelInitialized(Channel channel) {
        channel.pipeline().replace(CommandEncoder.class, null, new CommandWriter());
        channel
            .pipeline()
            .addLast(
                new FlushConsolidationHandler(
                    FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        tls.afterChannelInitialized(channel);
      }
    };
  }

  @Override
  public EventBus eventBus() {
    return new EventBus() {
      @Override
      public Flux<Event> get() {
        return Flux.empty();
      }

      @Override
      public void publish(Event event) {}
    };
  }

  @Override
  public CommandLatencyRecorder commandLatencyRecorder() {
    return CommandLatencyRecorder.disabled();
  }

  @Override
  public EventPublisherOptions commandLatencyPublisherOptions() {
    return DefaultEventPublisherOptions.disabled();
  }

  @Override
  public Tracing tracing() {
    return Tracing.disabled();
  }

  /** Does nothing: the hub outlives its clients. */
  @Override
  public Future<Boolean> shutdown() {
    return hub.loops().next().newSucceededFuture(true);
  }

  @Override
  public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
    return shutdown();
  }

  @Override
  public int computationThreadPoolSize() {
    return 0;
  }

  @Override
  public int ioThreadPoolSize() {
    return 0;
  }

  /** Used only by Lettuce's own bootstrap and reconnection, which this package replaces. */
  @Override
  public EventLoopGroupProvider eventLoopGroupProvider() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Delay reconnectDelay() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Builder mutate() {
    throw new UnsupportedOperationException();
  }
}
