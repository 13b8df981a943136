package dev.joinall.backend.http;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.HostNames;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider;

/**
 * An HTTP API over HTTP/2, by Reactor Netty, with its own connection pool. Does not follow
 * redirects. The client never repeats a call that may have an effect.
 */
final class Http2Backend implements Backend {
  private final BackendConfig config;
  private final Http2Pool pool;
  private final HttpClient client;
  private final HostNames names;
  private volatile boolean closed;

  Http2Backend(BackendConfig config, Hub hub) {
    this.config = config;
    var own = (HttpOptions) config.options();
    this.pool = new Http2Pool(config.name(), config.pool());
    this.names = hub.names();
    this.client = client(config, own, pool, hub);
    Charsets.prepare();
    XmlValue.prepare();
  }

  private static HttpClient client(BackendConfig config, HttpOptions own, Http2Pool pool, Hub hub) {
    URI address = config.address();
    boolean secure = "https".equals(address.getScheme());
    Authority authority = Authority.required(address);
    int port = authority.port() >= 0 ? authority.port() : secure ? 443 : 80;
    // Created once: given host and port, Reactor Netty would build it again for each call.
    InetSocketAddress remote = InetSocketAddress.createUnresolved(authority.host(), port);
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
    // The certificates that this JVM trusts are read now: an event loop must not read files.
    SslProvider.GenericSslContextSpec<?> certificates = Http2SslContextSpec.forClient();
    return secure ? client.secure(tls -> tls.sslContext(certificates)) : client;
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
    var step = new Http2Step(client, names, call, prepared, config);
    return scope ->
        closed
            ? Mono.error(Http2Backend::gone)
            : pool.guarded(
                step.run(scope), call.streams() ? scope.transfer()::afterwards : Runnable::run);
  }

  /** Without this error the pool would open again. */
  private static StepException gone() {
    return new StepException(Fault.Type.UNAVAILABLE, "the backend was closed");
  }

  @Override
  public Map<String, Object> attributes(BackendCall call) {
    return call instanceof HttpCall http ? CallSpan.of(config.address(), http) : Map.of();
  }

  /** Any response means that the API is up. */
  @Override
  public Mono<Health> check() {
    return client
        .head()
        .uri("/")
        .response()
        .<Health>map(response -> new Health.Up())
        .timeout(config.timeout(), Mono.error(() -> new StepException(HttpFaults.late())))
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
