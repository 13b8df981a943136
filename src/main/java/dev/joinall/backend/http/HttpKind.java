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

/** Backends of kind {@code http}: somebody's HTTP API. */
public final class HttpKind implements Kind {
  private static final AddressRules ADDRESS = AddressRules.oneHost("url", "http", "https");

  /** An interactive request lives about two seconds; one call should not take all of them. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /**
   * 100 connections are 1,000 calls a second where one takes 100 ms; two rounds may wait, for no
   * longer than a page can spare. Idle for less than what peers keep alive: load balancers about 60
   * s, a few servers 30 s. What stands behind a name changes with every deployment, and is only
   * looked up for a new connection.
   */
  private static final PoolConfig POOL =
      new PoolConfig(
          100, 200, Duration.ofMillis(250), Duration.ofSeconds(25), Duration.ofMinutes(10));

  @Override
  public String name() {
    return "http";
  }

  /** What would not be sent must not look as if it was. */
  @Override
  public void checkAddress(URI address, Tree where, Problems problems) {
    if (address.getRawUserInfo() != null) {
      problems.add(
          where,
          "the url of an API has no user or password",
          "leave it out, and declare the header Authorization under headers:");
    }
    if (address.getRawQuery() != null) {
      problems.add(
          where, "the url of an API has no query", "write arguments under query: of each task");
    }
    if (address.getRawFragment() != null) {
      problems.add(where, "the url of an API has no fragment", "leave out the # and what follows");
    }
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
    return new HttpBackend(declared, Hub.of(loops));
  }
}
