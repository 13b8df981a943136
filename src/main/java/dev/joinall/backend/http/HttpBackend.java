package dev.joinall.backend.http;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Operation;
import dev.joinall.config.PoolConfig;
import dev.joinall.template.Templates;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * An HTTP API behind a pool of its own. Redirects are not followed, and a call that may change
 * something is never sent a second time by the client itself.
 */
public final class HttpBackend implements Backend {
  /** Behind a load balancer that moves, a connection should not live for ever. */
  private static final Duration MAX_LIFE = Duration.ofMinutes(10);

  private final BackendConfig config;
  private final ConnectionProvider pool;
  private final HttpClient client;
  private volatile boolean closed;

  public HttpBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.pool = pool(config);
    this.client = client(config, pool, hub);
  }

  private static ConnectionProvider pool(BackendConfig config) {
    PoolConfig pool = config.pool();
    return ConnectionProvider.builder(config.name())
        .maxConnections(pool.max())
        // Reactor Netty takes 0 for "no bound"; 1 is the nearest that bounds.
        .pendingAcquireMaxCount(Math.max(1, pool.maxPending()))
        .pendingAcquireTimeout(pool.acquireTimeout())
        .maxIdleTime(pool.idle())
        .maxLifeTime(MAX_LIFE)
        .evictInBackground(pool.idle())
        .lifo()
        .build();
  }

  private static HttpClient client(BackendConfig config, ConnectionProvider pool, Hub hub) {
    URI address = config.address();
    var own = (BackendConfig.Http) config.own();
    boolean secure = "https".equals(address.getScheme());
    int port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
    // Made once: host and port by themselves would be put together again for each call.
    InetSocketAddress remote = InetSocketAddress.createUnresolved(address.getHost(), port);
    HttpClient client =
        HttpClient.create(pool)
            .runOn(hub)
            .resolver(resolver -> resolver.runOn(hub))
            .remoteAddress(() -> remote)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout(config))
            .compress(own.compress())
            .followRedirect(false)
            .headers(headers -> {
              headers.set(HttpHeaderNames.USER_AGENT, "joinall");
              headers.set(HttpHeaderNames.ACCEPT, "application/json");
              own.headers().forEach(headers::set);
            });
    if (own.compress()) {
      client =
          client.doOnRequest((request, connection) -> Decompressor.install(connection.channel()));
    }
    return secure ? client.secure() : client;
  }

  private static int connectTimeout(BackendConfig config) {
    return Math.toIntExact(config.guards().timeout().toMillis());
  }

  @Override
  public Step prepare(Operation operation, Templates templates) {
    if (!(operation instanceof Operation.HttpCall call)) {
      throw Backend.foreign(operation);
    }
    String prefix = config.address().getRawPath();
    var uri = UriTemplate.compile(prefix == null ? "" : prefix, call, templates);
    var step = new HttpStep(client, call, uri, templates, config.maxBody());
    return scope -> closed ? Mono.error(HttpBackend::gone) : step.run(scope);
  }

  /** The pool would open again by itself. */
  private static StepException gone() {
    return new StepException(Fault.Type.UNAVAILABLE, "the backend was closed");
  }

  /** Any answer at all is a sign of life. */
  @Override
  public Mono<Health> check() {
    return client
        .head()
        .uri("/")
        .response()
        .<Health>map(response -> new Health.Up())
        .timeout(config.guards().timeout(), Mono.error(HttpBackend::late))
        .onErrorResume(error -> Mono.just(Health.of(HttpFaults.translate(error))));
  }

  private static StepException late() {
    return new StepException(Fault.Type.TIMEOUT, "no answer in time");
  }

  @Override
  public void close() {
    closed = true;
    pool.dispose();
  }
}
