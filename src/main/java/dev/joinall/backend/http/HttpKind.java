package dev.joinall.backend.http;

import dev.joinall.backend.Backend;
import dev.joinall.backend.EventLoops;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Kind;
import dev.joinall.config.AddressRules;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.KindDefaults;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Backends of kind {@code http}: an HTTP API. */
public final class HttpKind implements Kind {
  private static final AddressRules ADDRESS =
      AddressRules.oneHost("url", "http", "https").orSeveral("urls");

  /** An interactive request takes about two seconds, and one call should not use all of them. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /**
   * 100 connections carry 1,000 calls a second at 100 ms each. Two rounds of calls may wait, as
   * long as a page can afford. Connections are idle for less time than most servers keep them:
   * Apache, Varnish, Node, uvicorn and lighttpd 5 s or 6 s. Addresses change with every deployment,
   * and only a new connection resolves the name.
   */
  private static final PoolConfig POOL =
      new PoolConfig(
          100, 200, Duration.ofMillis(250), Duration.ofSeconds(4), Duration.ofMinutes(10));

  @Override
  public String name() {
    return "http";
  }

  /** Rejects parts of the address that the client would not send. */
  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    if (address.getRawQuery() != null) {
      problems.add(
          where, "the url of an API has no query", "write arguments under query: of each task");
    }
    if (address.getRawFragment() != null) {
      problems.add(
          where, "the url of an API has no fragment", "remove the # and the text after it");
    }
  }

  @Override
  public boolean usesTls(URI address) {
    return HttpTargets.isSecure(address);
  }

  @Override
  public String tlsHint() {
    return "write url: https://...";
  }

  @Override
  public KindDefaults defaults() {
    return new KindDefaults(ADDRESS, TIMEOUT, POOL);
  }

  @Override
  public HttpOptions options(Fields backend) {
    return HttpOptions.read(backend);
  }

  @Override
  public List<String> verbs() {
    return HttpCall.Method.WORDS;
  }

  @Override
  public Optional<HttpCall> call(String verb, Fields task) {
    return Optional.of(HttpCall.read(verb, task));
  }

  @Override
  public Backend open(BackendConfig declared, EventLoops loops) {
    return ((HttpOptions) declared.options()).http2()
        ? new Http2Backend(declared, Hub.of(loops))
        : new Http1Backend(declared, Hub.of(loops));
  }
}
