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
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The driver's client, made when it is first needed: on a thread that may block, as a {@code
 * mongodb+srv} address is looked up at once. Thread-safe.
 *
 * <p>The driver's time limit per operation ({@code timeoutMS}) is not used. Over Netty it adds a
 * handler to the connection for each write, and where the connection breaks meanwhile, removing it
 * fails: the operation then never ends and its connection never comes back. The limits here are the
 * socket's, and {@code maxTimeMS} of each read. So the time of one call is known to the server
 * where it reads; what is left of it, and all of a write, the socket ends as late as the longest
 * call of this backend may take.
 */
final class LazyMongoClient implements AutoCloseable {
  private static final String NAME = "joinall";

  /** Connections that are opened at a time. The driver's default, 2, makes a burst wait. */
  private static final int MAX_CONNECTING = 8;

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofMinutes(1);

  private final BackendConfig config;
  private final Hub hub;
  private final OpenConnections open = new OpenConnections();
  private final Mono<MongoClient> opening;
  private @Nullable volatile MongoClient opened;
  private boolean closed;

  LazyMongoClient(BackendConfig config, Hub hub) {
    this.config = config;
    this.hub = hub;
    this.opening =
        Mono.fromCallable(this::open)
            .subscribeOn(Schedulers.boundedElastic())
            .onErrorMap(error -> MongoFaults.of(error, List.of(), false))
            .cacheInvalidateIf(client -> false);
  }

  /** Made once; a failure is not kept. */
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
        .transportSettings(
            TransportSettings.nettyBuilder()
                .eventLoopGroup(new WatchedLoops(hub.loops()))
                .socketChannelClass(hub.transport().socket())
                .build())
        .applyToSocketSettings(socket ->
            socket
                .connectTimeout(millis, TimeUnit.MILLISECONDS)
                .readTimeout(longest, TimeUnit.MILLISECONDS))
        // Half, so that a server that is away is told from one that is slow.
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

  /** How often the driver looks for connections that are too old; its default is the most. */
  private static long maintenance(PoolConfig limits) {
    return Stream.of(limits.idle(), limits.life(), HEARTBEAT_INTERVAL)
        .min(Comparator.naturalOrder())
        .orElseThrow()
        .toMillis();
  }

  /** Open connections that no call uses. */
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
