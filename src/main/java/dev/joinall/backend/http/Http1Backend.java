package dev.joinall.backend.http;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.InstanceUse;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.http.client.ConnectionPool;
import dev.joinall.backend.http.client.Connector;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.Templates;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * An HTTP API over HTTP/1.1, with its own connection pool. Does not follow redirects. The client
 * never repeats a call that may have an effect.
 */
final class Http1Backend implements Backend {
  private final BackendConfig config;
  private final ConnectionPool pool;
  private final Authorized authorized;

  Http1Backend(BackendConfig config, Hub hub) {
    this.config = config;
    int maxHead = ((HttpOptions) config.options()).maxHead();
    this.pool =
        new ConnectionPool(
            config.name(),
            hub,
            hub.names(config),
            HttpTargets.of(config, hub),
            new Connector(hub, config.timeout(), maxHead),
            config.pool());
    this.authorized = new Authorized(config, hub.scheduler());
    Charsets.prepare();
    XmlValue.prepare();
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof HttpCall call)) {
      throw Backend.foreign(declared);
    }
    var prepared = PreparedCall.of(call, templates, config);
    return authorized.around(
        new Http1Step(pool, call, prepared, BackendHeaders.of(config, call)), prepared, templates);
  }

  @Override
  public Map<String, Object> attributes(BackendCall call) {
    return call instanceof HttpCall http ? CallSpan.of(config.address(), http) : Map.of();
  }

  /** Any response means that the API is up. */
  @Override
  public Mono<Health> check() {
    return authorized.checked(
        HealthCheck.of(pool, BackendHeaders.of(config))
            .timeout(config.timeout(), Mono.just(Health.of(HttpFaults.late()))));
  }

  @Override
  public PoolUse pool() {
    return pool.use();
  }

  @Override
  public List<InstanceUse> instances() {
    return pool.instances();
  }

  @Override
  public void close() {
    pool.close();
  }
}
