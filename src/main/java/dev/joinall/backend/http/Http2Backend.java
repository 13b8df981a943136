package dev.joinall.backend.http;

import dev.joinall.backend.AttemptHistory;
import dev.joinall.backend.Backend;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.HubLoopResources;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.Connector;
import dev.joinall.backend.http.client.PoolFaults;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import io.netty.channel.ChannelOption;
import java.util.List;
import java.util.Map;
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
  private final Http2Servers servers;
  private final Authorized authorized;
  private volatile boolean closed;

  Http2Backend(BackendConfig config, Hub hub) {
    this.config = config;
    var own = (HttpOptions) config.options();
    this.pool = new Http2Pool(config.name(), config.pool());
    this.servers =
        new Http2Servers(config, HttpTargets.of(config, hub), client(config, own, pool, hub), hub);
    this.authorized = new Authorized(config, hub.scheduler());
    Charsets.prepare();
    XmlValue.prepare();
  }

  private static HttpClient client(BackendConfig config, HttpOptions own, Http2Pool pool, Hub hub) {
    boolean secure = HttpTargets.isSecure(config.address());
    HttpClient client =
        HttpClient.create(pool.provider())
            // With TLS the server chooses by ALPN; without TLS it must support HTTP/2.
            .protocol(
                secure
                    ? new HttpProtocol[] {HttpProtocol.H2, HttpProtocol.HTTP11}
                    : new HttpProtocol[] {HttpProtocol.H2C})
            // Before the loops: without a resolver, Reactor Netty would keep its own one, and with
            // it these loops, for the life of the process.
            .resolver(hub.names(config).resolvers())
            .runOn(new HubLoopResources(hub))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout(config))
            .compress(own.compress())
            .followRedirect(false)
            .http2Settings(it -> it.maxHeaderListSize(own.maxHead()))
            .headers(headers -> headers.set(BackendHeaders.of(config)));
    return client.doOnRequest((request, connection) -> {
      ExchangeCodec.install(connection.channel(), own.maxHead());
      ResponseFrames.install(connection.channel());
      Decompressor.install(connection.channel());
    });
  }

  /** A part of the timeout, if a call can use another server. */
  private static int connectTimeout(BackendConfig config) {
    int share = config.addresses().size() > 1 ? Connector.TRIES_IN_TIME : 1;
    return Math.toIntExact(config.timeout().dividedBy(share).toMillis());
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof HttpCall call)) {
      throw Backend.foreign(declared);
    }
    var prepared = PreparedCall.of(call, templates, config);
    Step step =
        authorized.around(new Http2Step(servers, call, prepared, config), prepared, templates);
    return scope ->
        closed
            ? Mono.error(PoolFaults::closed) // without it the pool would reopen
            : pool.guarded(
                step.run(scope),
                servers.count(),
                call.streams() ? scope.transfer()::afterwards : Runnable::run);
  }

  @Override
  public Map<String, Object> attributes(BackendCall call) {
    return call instanceof HttpCall http ? CallSpan.of(config.address(), http) : Map.of();
  }

  /** Any response means that the API is up. */
  @Override
  public Mono<Health> check() {
    return authorized.checked(
        servers
            .call(
                new AttemptHistory(),
                Runnable::run,
                server -> server.client().head().uri("/").response())
            .<Health>map(response -> new Health.Up())
            .timeout(config.timeout(), Mono.error(() -> new StepException(HttpFaults.late())))
            .onErrorResume(error -> Mono.just(Health.of(HttpFaults.translate(error)))));
  }

  @Override
  public PoolUse pool() {
    return pool.use(servers.count());
  }

  @Override
  public List<InstanceUse> instances() {
    return servers.use();
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
