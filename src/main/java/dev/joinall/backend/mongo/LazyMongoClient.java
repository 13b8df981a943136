package dev.joinall.backend.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.connection.TransportSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.TlsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The driver's client, created on first use, on a thread that may block, because a {@code
 * mongodb+srv} address needs a DNS look-up. Thread-safe.
 *
 * <p>Does not use the driver's time limit per operation ({@code timeoutMS}). With Netty the driver
 * then adds a handler to the connection for each write. If the connection breaks at that moment,
 * removing the handler fails, and the operation and its connection hang forever. Instead, {@code
 * maxTimeMS} sets the time limit of each read on the server. The read timeout of the socket, the
 * longest call of this backend, bounds writes and all other operations.
 */
final class LazyMongoClient implements AutoCloseable {
  private static final String NAME = "joinall";

  /** Connections opened concurrently. The driver's default of 2 delays bursts. */
  private static final int MAX_CONNECTING = 8;

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofMinutes(1);

  private final BackendConfig config;
  private final Hub hub;
  private final Optional<SSLContext> tls;
  private final LastHandshake handshake = new LastHandshake();
  private final OpenConnections open = new OpenConnections();
  private final Mono<MongoClient> opening;
  private @Nullable volatile MongoClient opened;
  private boolean closed;

  LazyMongoClient(BackendConfig config, Hub hub) {
    this.config = config;
    this.hub = hub;
    this.tls = MongoAddressCheck.usesTls(config.address()) ? Optional.of(tls()) : Optional.empty();
    this.opening =
        Mono.fromCallable(this::open)
            .subscribeOn(Schedulers.boundedElastic())
            .onErrorMap(error -> MongoFaults.of(error, null, MongoFaults.Change.NONE))
            .cacheInvalidateIf(client -> false);
  }

  /**
   * Also creates the JVM's default context, because the driver does, and that must not happen on an
   * event loop.
   */
  private SSLContext tls() {
    try {
      var _ = SSLContext.getDefault();
      return hub.tls(config);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("the JVM's settings of TLS can't be used", e);
    }
  }

  /** Emits the client, created once; a failure is not cached. */
  Mono<MongoClient> get() {
    MongoClient client = opened;
    return client != null ? Mono.just(client) : opening;
  }

  private synchronized MongoClient open() {
    if (closed) {
      throw new StepException(Fault.Type.UNAVAILABLE, "the backend is closed");
    }
    MongoClient client = MongoClients.create(settings());
    opened = client;
    return client;
  }

  /** Called on the driver's own threads; members of a set may have other names. */
  private List<InetAddress> resolve(String host) throws UnknownHostException {
    return hub.allowed(config, host, List.of(InetAddress.getAllByName(host)));
  }

  private MongoClientSettings settings() {
    PoolConfig limits = config.pool();
    int millis = Math.toIntExact(config.timeout().toMillis());
    int longest = Math.toIntExact(config.longestCall().toMillis());
    var address = new ConnectionString(config.address().toString());
    return MongoClientSettings.builder()
        .applyConnectionString(address)
        .applicationName(Objects.requireNonNullElse(address.getApplicationName(), NAME))
        .uuidRepresentation(UuidRepresentation.STANDARD)
        .retryReads(false)
        .retryWrites(false)
        .inetAddressResolver(this::resolve)
        .transportSettings(
            TransportSettings.nettyBuilder()
                .eventLoopGroup(
                    new WatchedLoops(
                        hub.loops(), handshake, config.tls().flatMap(TlsConfig::serverName)))
                .socketChannelClass(hub.transport().socket())
                .build())
        .applyToSslSettings(ssl -> tls.ifPresent(ssl::context))
        .applyToSocketSettings(socket ->
            socket
                .connectTimeout(millis, TimeUnit.MILLISECONDS)
                .readTimeout(longest, TimeUnit.MILLISECONDS))
        // Half of the timeout, to distinguish an unreachable server from a slow one.
        .applyToClusterSettings(cluster ->
            cluster.serverSelectionTimeout(Math.max(1, millis / 2), TimeUnit.MILLISECONDS))
        .applyToConnectionPoolSettings(pool ->
            pool.maxSize(limits.max())
                .minSize(0)
                .maxConnecting(Math.min(MAX_CONNECTING, limits.max()))
                .maxWaitTime(limits.acquireTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdleTime(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
                .maintenanceFrequency(maintenance(limits), TimeUnit.MILLISECONDS)
                .maxConnectionLifeTime(limits.life().toMillis(), TimeUnit.MILLISECONDS)
                .addConnectionPoolListener(open))
        .build();
  }

  /** The interval in which the driver closes old connections; at most its default. */
  private static long maintenance(PoolConfig limits) {
    return Stream.of(limits.idle(), limits.life(), HEARTBEAT_INTERVAL)
        .min(Comparator.naturalOrder())
        .orElseThrow()
        .toMillis();
  }

  /** Returns the same error, with the reason of a failed handshake. */
  Throwable explained(Throwable error) {
    return MongoFaults.explained(error, handshake.failure());
  }

  /** Number of open connections without a call. */
  int idle() {
    return open.idle();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
    }
  }
}
