package dev.joinall.backend.http;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Health;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.ProxyServer;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.PoolFaults;
import dev.joinall.backend.http.client.ProxyUnreachable;
import dev.joinall.backend.http.client.Target;
import dev.joinall.backend.http.client.Tunnel;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.util.Optional;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/**
 * An HTTP API over HTTP/2, by Reactor Netty, with its own connection pool. Does not follow
 * redirects. The client never repeats a call that may have an effect.
 */
final class Http2Backend implements Backend {
  private final BackendConfig config;
  private final Http2Pool pool;
  private final Target target;
  private final Lazy<HttpClient> client;
  private final HostNames names;
  private volatile boolean closed;

  Http2Backend(BackendConfig config, Hub hub) {
    this.config = config;
    var own = (HttpOptions) config.options();
    this.pool = new Http2Pool(config.name(), config.pool());
    this.names = hub.names();
    this.target = HttpTargets.of(config, config.address(), hub);
    // The proxies of the environment are known when the server begins, not when the file is read.
    this.client = new Lazy<>(() -> client(config, own, pool, target, hub));
    Charsets.prepare();
    XmlValue.prepare();
  }

  private static HttpClient client(
      BackendConfig config, HttpOptions own, Http2Pool pool, Target target, Hub hub) {
    Optional<ProxyServer> proxy = target.proxy().get();
    boolean secure = target.tls().isPresent();
    // Created once: given host and port, Reactor Netty would build it again for each call.
    InetSocketAddress remote =
        InetSocketAddress.createUnresolved(
            proxy.map(ProxyServer::host).orElse(target.host()),
            proxy.map(ProxyServer::port).orElse(target.port()));
    HttpClient client =
        HttpClient.create(pool.provider())
            // With TLS the server chooses by ALPN; without it has to speak HTTP/2.
            .protocol(
                secure
                    ? new HttpProtocol[] {HttpProtocol.H2, HttpProtocol.HTTP11}
                    : new HttpProtocol[] {HttpProtocol.H2C})
            // Before the loops: without a resolver, Reactor Netty would keep one of its own, and
            // with it these loops, for the life of the process.
            .resolver(hub.names().resolvers())
            .runOn(hub)
            .remoteAddress(() -> remote)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout(config))
            .compress(own.compress())
            .followRedirect(false)
            .http2Settings(it -> it.maxHeaderListSize(own.maxHead()))
            .headers(headers -> headers.set(BackendHeaders.of(config)));
    client =
        client.doOnRequest((request, connection) -> {
          ExchangeCodec.install(connection.channel(), own.maxHead());
          ResponseFrames.install(connection.channel());
          Decompressor.install(connection.channel());
        });
    if (proxy.isPresent()) {
      client = tunnelled(client, target, proxy.get(), config);
    }
    return secure
        ? client.secure(tls -> tls.sslContext(Http2Tls.of(target.tls().orElseThrow())))
        : client;
  }

  /** The address of the client is that of the proxy, so the host has to be named. */
  private static HttpClient tunnelled(
      HttpClient client, Target target, ProxyServer proxy, BackendConfig config) {
    return client
        .headers(headers -> {
          if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.set(HttpHeaderNames.HOST, target.authority());
          }
        })
        .doOnChannelInit((observer, channel, remote) ->
            channel
                .pipeline()
                .addFirst(new Tunnel(target.host(), target.port(), proxy, config.timeout())));
  }

  private static int connectTimeout(BackendConfig config) {
    return Math.toIntExact(config.timeout().toMillis());
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof HttpCall call)) {
      throw Backend.foreign(declared);
    }
    var prepared = PreparedCall.of(call, templates, config);
    var step = new Http2Step(client, names, target, call, prepared, config);
    return scope ->
        closed
            ? Mono.error(PoolFaults::closed) // without it the pool would open again
            : pool.guarded(
                step.run(scope), call.streams() ? scope.transfer()::afterwards : Runnable::run);
  }

  /** Any response means that the API is up. */
  @Override
  public Mono<Health> check() {
    return client
        .get()
        .head()
        .uri("/")
        .response()
        .<Health>map(response -> new Health.Up())
        .timeout(config.timeout(), Mono.error(() -> new StepException(HttpFaults.late())))
        .onErrorMap(error -> ProxyUnreachable.of(Exceptions.unwrap(error), target))
        .onErrorResume(error -> Mono.just(Health.of(HttpFaults.translate(error))));
  }

  @Override
  public PoolUse pool() {
    return pool.use();
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
