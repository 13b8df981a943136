package dev.joinall.backend.http;

import dev.joinall.backend.ProxyServer;
import dev.joinall.backend.balance.Instance;
import dev.joinall.backend.http.client.Target;
import dev.joinall.backend.http.client.Tunnel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import reactor.netty.http.client.HttpClient;

/** One server over HTTP/2. Thread-safe. */
final class Http2Server extends Instance {
  private final Target target;
  private final HttpClient client;

  /**
   * @param common the client of all servers, without an address
   * @param ofProxies resolves the names of proxies
   * @param timeout for the response of a proxy
   */
  Http2Server(
      Instance.Place place,
      Target target,
      HttpClient common,
      AddressResolverGroup<?> ofProxies,
      Duration timeout) {
    super(place);
    this.target = target;
    this.client = client(place.address(), target, common, ofProxies, timeout);
  }

  private static HttpClient client(
      InetSocketAddress address,
      Target target,
      HttpClient common,
      AddressResolverGroup<?> ofProxies,
      Duration timeout) {
    Optional<ProxyServer> proxy = target.proxy().get();
    // Created once: with host and port, Reactor Netty would build it again for each call.
    InetSocketAddress remote =
        proxy.map(it -> InetSocketAddress.createUnresolved(it.host(), it.port())).orElse(address);
    HttpClient client = common.remoteAddress(() -> remote);
    if (proxy.isPresent()) {
      client = tunnelled(client.resolver(ofProxies), target, proxy.get(), timeout);
    }
    return target.tls().isPresent()
        ? client.secure(tls -> tls.sslContext(Http2Tls.of(target.tls().get())))
        : client;
  }

  /** Sets {@code Host}: the remote address of the client is the proxy's. */
  private static HttpClient tunnelled(
      HttpClient client, Target target, ProxyServer proxy, Duration timeout) {
    return client
        .headers(headers -> {
          if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.set(HttpHeaderNames.HOST, target.authority());
          }
        })
        .doOnChannelInit((observer, channel, remote) ->
            channel.pipeline().addFirst(new Tunnel(target.host(), target.port(), proxy, timeout)));
  }

  Target target() {
    return target;
  }

  HttpClient client() {
    return client;
  }

  /** Does nothing: its connections are closed after their idle time. */
  @Override
  protected void onRemoved() {}
}
