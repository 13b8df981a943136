package dev.joinall.backend;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Resolves host names of backends by DNS, on the event loops. Caches an answer for its TTL, up to a
 * limit, and drops it if no connection could be made. Each backend has a view without the addresses
 * that it does not allow. Thread-safe.
 */
public final class HostNames {
  /** The DNS of Docker has a TTL of 10 minutes, and a replaced container gets a new address. */
  public static final Duration DEFAULT_MAX_TTL = Duration.ofSeconds(30);

  /** After this time a new lookup may return a new address. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final HostNames whole;
  private final Hub hub;
  private final DnsCache known;
  private final Map<String, Long> lookups;
  private final AddressResolverGroup<InetSocketAddress> unchecked;
  private final AddressResolverGroup<InetSocketAddress> resolvers;

  /** One socket for each loop. A socket added after the group was closed is closed at once. */
  private final ChannelGroup sockets;

  private volatile Duration maxTtl = DEFAULT_MAX_TTL;

  /**
   * Allows the default addresses.
   *
   * @param servers null for the name servers of the machine
   */
  HostNames(Hub hub, @Nullable DnsServerAddressStreamProvider servers) {
    this.whole = this;
    this.hub = hub;
    this.known = new Cache();
    this.lookups = new ConcurrentHashMap<>();
    this.sockets = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    var builder =
        new DnsNameResolverBuilder()
            .datagramChannelFactory(this::socket)
            .socketChannelType(hub.transport().socket())
            .resolveCache(known)
            .cnameCache(NoopDnsCnameCache.INSTANCE);
    if (servers != null) {
      builder.nameServerProvider(servers);
    }
    this.unchecked = new DnsAddressResolverGroup(builder);
    this.resolvers = new CheckedResolvers(unchecked, AllowedAddresses.DEFAULT);
  }

  private HostNames(HostNames whole, AllowedAddresses allowed) {
    this.whole = whole;
    this.hub = whole.hub;
    this.known = whole.known;
    this.lookups = whole.lookups;
    this.sockets = whole.sockets;
    this.unchecked = whole.unchecked;
    this.resolvers = new CheckedResolvers(unchecked, allowed);
  }

  /** Returns a view of these names that allows only these addresses. */
  public HostNames allowing(AllowedAddresses allowed) {
    return new HostNames(whole, allowed);
  }

  private DatagramChannel socket() {
    DatagramChannel socket = (DatagramChannel) hub.transport().channel(DatagramChannel.class);
    socket
        .pipeline()
        .addLast(
            new ChannelInitializer<DatagramChannel>() {
              @Override
              protected void initChannel(DatagramChannel registered) {
                sockets.add(registered);
              }
            });
    return socket;
  }

  /**
   * Closes the sockets. The loops must run until the future completes: a socket that ends with its
   * loop leaks its buffer.
   */
  Future<Void> close() {
    unchecked.close();
    return sockets.close();
  }

  /** Sets the maximum time for which later answers are cached. */
  public void maxTtl(Duration atMost) {
    whole.maxTtl = atMost;
  }

  /** The maximum time for which an answer is cached. */
  public Duration maxTtl() {
    return whole.maxTtl;
  }

  /** The resolvers for clients that resolve names themselves. */
  public AddressResolverGroup<InetSocketAddress> resolvers() {
    return resolvers;
  }

  /** All addresses of a host. Fails with {@link java.net.UnknownHostException}. */
  public CompletionStage<List<InetSocketAddress>> all(String host, int port) {
    return all(host, port, hub.loops().next());
  }

  /** Like {@link #all(String, int)}; completes on this loop. */
  public CompletionStage<List<InetSocketAddress>> all(String host, int port, EventLoop loop) {
    var found = new CompletableFuture<List<InetSocketAddress>>();
    resolvers
        .getResolver(loop)
        .resolveAll(InetSocketAddress.createUnresolved(host, port))
        .addListener(done -> {
          if (done.isSuccess()) {
            @SuppressWarnings("unchecked")
            var addresses = (List<InetSocketAddress>) done.getNow();
            found.complete(addresses);
          } else {
            found.completeExceptionally(done.cause());
          }
        });
    return found;
  }

  /**
   * Drops the cached addresses of a host, because no connection could be made to them.
   *
   * @return whether a new lookup may find others, because the last one is more than a second old
   */
  public boolean invalidate(String host) {
    String name = AllowedAddresses.key(host);
    OptionalLong age =
        lookups.entrySet().stream()
            .filter(lookup -> isOf(name, lookup.getKey()))
            .mapToLong(lookup -> System.nanoTime() - lookup.getValue())
            .min();
    if (age.isEmpty() || age.getAsLong() < FRESH_NANOS) {
      return false;
    }
    lookups.keySet().removeIf(found -> isOf(name, found));
    known.clear();
    return true;
  }

  /** A short name is cached with one of the search domains appended. */
  private static boolean isOf(String name, String found) {
    return found.equals(name) || found.startsWith(name + ".");
  }

  /** Limits the TTL, and records when an address was found. */
  private final class Cache extends DefaultDnsCache {
    @Override
    public DnsCacheEntry cache(
        String hostname,
        DnsRecord[] additionals,
        InetAddress address,
        long originalTtl,
        EventLoop loop) {
      lookups.put(AllowedAddresses.key(hostname), System.nanoTime());
      long ttl = Math.min(originalTtl, HostNames.this.maxTtl().toSeconds());
      return super.cache(hostname, additionals, address, ttl, loop);
    }
  }
}
