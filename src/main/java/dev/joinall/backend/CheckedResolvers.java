package dev.joinall.backend;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Resolves with another group and removes addresses that are not allowed. Needs no closing.
 * Thread-safe.
 */
final class CheckedResolvers extends AddressResolverGroup<InetSocketAddress> {
  private final AddressResolverGroup<InetSocketAddress> all;
  private final AllowedAddresses allowed;

  CheckedResolvers(AddressResolverGroup<InetSocketAddress> all, AllowedAddresses allowed) {
    this.all = all;
    this.allowed = allowed;
  }

  /** Does not cache the resolver: the cache would hold this group until the event loop ends. */
  @Override
  public AddressResolver<InetSocketAddress> getResolver(EventExecutor executor) {
    return newResolver(executor);
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
    return new Checked(all.getResolver(executor), executor);
  }

  private final class Checked implements AddressResolver<InetSocketAddress> {
    private final AddressResolver<InetSocketAddress> resolver;
    private final EventExecutor executor;

    Checked(AddressResolver<InetSocketAddress> resolver, EventExecutor executor) {
      this.resolver = resolver;
      this.executor = executor;
    }

    @Override
    public boolean isSupported(SocketAddress address) {
      return resolver.isSupported(address);
    }

    @Override
    public boolean isResolved(SocketAddress address) {
      return resolver.isResolved(address);
    }

    @Override
    public Future<InetSocketAddress> resolve(SocketAddress address) {
      return resolve(address, executor.newPromise());
    }

    @Override
    public Future<InetSocketAddress> resolve(
        SocketAddress address, Promise<InetSocketAddress> promise) {
      resolveAll(address)
          .addListener(done -> {
            if (done.isSuccess()) {
              @SuppressWarnings("unchecked")
              var found = (List<InetSocketAddress>) done.getNow();
              var _ = promise.trySuccess(found.getFirst());
            } else {
              var _ = promise.tryFailure(done.cause());
            }
          });
      return promise;
    }

    @Override
    public Future<List<InetSocketAddress>> resolveAll(SocketAddress address) {
      return resolveAll(address, executor.newPromise());
    }

    @Override
    public Future<List<InetSocketAddress>> resolveAll(
        SocketAddress address, Promise<List<InetSocketAddress>> promise) {
      String host = ((InetSocketAddress) address).getHostString();
      resolver
          .resolveAll(address)
          .addListener(done -> {
            if (!done.isSuccess()) {
              var _ = promise.tryFailure(done.cause());
              return;
            }
            @SuppressWarnings("unchecked")
            var found = (List<InetSocketAddress>) done.getNow();
            List<InetAddress> permitted =
                allowed.of(host, found.stream().map(InetSocketAddress::getAddress).toList());
            if (permitted.isEmpty() && !found.isEmpty()) {
              var _ = promise.tryFailure(new ForbiddenAddress(host));
            } else {
              var _ =
                  promise.trySuccess(
                      found.stream().filter(it -> permitted.contains(it.getAddress())).toList());
            }
          });
      return promise;
    }

    @Override
    public void close() {
      resolver.close();
    }
  }
}
