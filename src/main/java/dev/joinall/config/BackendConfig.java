package dev.joinall.config;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One external system: its addresses, pool, guards and the options of its kind.
 *
 * @param kind the value of {@code kind:}
 * @param addresses at least one; if several, they are equivalent servers and differ only in host
 *     and port
 * @param timeout of one attempt, unless the task declares its own
 * @param guards of each task that does not declare its own
 * @param longestCall maximum of the timeouts of the backend and its tasks
 * @param maxBody bytes of one response, after decompression
 * @param maxConnections the limit of the system for all replicas together; only used by {@code
 *     check}
 * @param critical whether the server is not ready while this backend is down
 * @param allowedAddresses the addresses that its connections may use; empty for the default rules
 * @param tls of its connections; empty if it is not declared
 * @param options of the kind
 */
public record BackendConfig(
    String name,
    Tree where,
    String kind,
    List<URI> addresses,
    PoolConfig pool,
    Duration timeout,
    @Internal GuardsConfig guards,
    Duration longestCall,
    int maxBody,
    OptionalInt maxConnections,
    boolean critical,
    @Internal List<AddressRange> allowedAddresses,
    Optional<TlsConfig> tls,
    BackendOptions options) {

  static final int DEFAULT_MAX_BODY = 1 << 20;

  @Internal
  public BackendConfig {
    addresses = List.copyOf(addresses);
    allowedAddresses = List.copyOf(allowedAddresses);
  }

  /** The address, or the first one of several. */
  public URI address() {
    return addresses.getFirst();
  }

  /** The hosts of its addresses, with the ports if they are written. */
  public List<String> hosts() {
    return addresses.stream()
        .map(Authority::required)
        .map(it -> it.port() < 0 ? it.host() : it.host() + ":" + it.port())
        .toList();
  }

  /** The hosts of its addresses, without ports. One address may have several hosts. */
  public List<String> hostNames() {
    return addresses.stream()
        .flatMap(it -> Authority.all(it).stream())
        .map(Authority::host)
        .toList();
  }

  /**
   * Returns a copy whose longest call is the maximum of its timeout and these timeouts of tasks.
   */
  BackendConfig withLongestCall(Stream<Duration> timeouts) {
    Duration longestCall =
        Stream.concat(timeouts, Stream.of(timeout)).max(Comparator.naturalOrder()).orElseThrow();
    return new BackendConfig(
        name,
        where,
        kind,
        addresses,
        pool,
        timeout,
        guards,
        longestCall,
        maxBody,
        maxConnections,
        critical,
        allowedAddresses,
        tls,
        options);
  }

  /** The timeout of one attempt of a task. */
  @Internal
  public Duration timeoutFor(TaskConfig task) {
    return task.timeout().orElse(timeout);
  }

  /**
   * The guards of a task: its own, else those of the backend. Retry and hedge apply to an effect
   * only if the task declares it idempotent, and never to a stream or in a transaction. Hedge never
   * applies in a session.
   */
  @Internal
  public GuardsConfig guardsFor(TaskConfig task) {
    GuardsConfig merged = task.guards().or(guards);
    boolean repeatable = (task.idempotent() || !task.effect()) && !task.streams();
    if (!repeatable || task.isInTransaction()) {
      return merged.onceOnly();
    }
    return task.session().isPresent() ? merged.withoutHedge() : merged;
  }
}
