package dev.joinall.backend.http;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.http.client.ConnectionPool;
import dev.joinall.backend.http.client.Connector;
import dev.joinall.config.Authority;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An HTTP API over HTTP/1.1, with its own connection pool. Does not follow redirects. The client
 * never repeats a call that may have an effect.
 */
final class Http1Backend implements Backend {
  private final BackendConfig config;
  private final ConnectionPool pool;
  private final String host;

  Http1Backend(BackendConfig config, Hub hub) {
    this.config = config;
    URI address = config.address();
    boolean secure = "https".equals(address.getScheme());
    Authority authority = Authority.required(address);
    int usual = secure ? 443 : 80;
    int port = authority.port() >= 0 ? authority.port() : usual;
    this.host = port == usual ? authority.host() : authority.host() + ":" + port;
    this.pool =
        new ConnectionPool(
            hub,
            new Connector(
                hub,
                authority.host(),
                port,
                config.timeout(),
                ((HttpOptions) config.options()).maxHead(),
                secure ? certificates() : null),
            config.pool());
    Charsets.prepare();
    XmlValue.prepare();
  }

  /** The certificates that this JVM trusts, read now, because an event loop must not read files. */
  private static @Nullable SslContext certificates() {
    try {
      return SslContextBuilder.forClient().build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof HttpCall call)) {
      throw Backend.foreign(declared);
    }
    var prepared = PreparedCall.of(call, templates, config);
    return new Http1Step(pool, call, prepared, withHost(BackendHeaders.of(config, call)));
  }

  @Override
  public Map<String, Object> attributes(BackendCall call) {
    return call instanceof HttpCall http ? CallSpan.of(config.address(), http) : Map.of();
  }

  /** Any response means that the API is up. */
  @Override
  public Mono<Health> check() {
    return HealthCheck.of(pool, withHost(BackendHeaders.of(config)))
        .timeout(config.timeout(), Mono.just(Health.of(HttpFaults.late())));
  }

  private HttpHeaders withHost(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.HOST)
        ? headers
        : headers.set(HttpHeaderNames.HOST, host);
  }

  @Override
  public PoolUse pool() {
    return pool.use();
  }

  @Override
  public void close() {
    pool.close();
  }
}
