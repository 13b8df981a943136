package dev.joinall.backend.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Operation;
import dev.joinall.config.Operation.MongoCall;
import dev.joinall.config.PoolConfig;
import dev.joinall.config.Problems;
import dev.joinall.json.Json;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/**
 * A MongoDB database. Thread-safe.
 *
 * <p>Its pool counts calls at the driver, at most one for each connection; further ones wait in
 * order. The driver's own queue is not used: with a time limit per call it ignores the one for
 * waiting.
 */
public final class MongoBackend implements Backend {
  private static final BsonDocument PING = new BsonDocument("ping", new BsonInt32(1));

  private final BackendConfig config;
  private final String database;
  private final Client client;
  private final InstrumentedPool<Object> places;

  public MongoBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.database = config.own() instanceof BackendConfig.Mongo(String name) ? name : "";
    this.client = new Client(config, hub);
    this.places = places(config.pool(), hub);
  }

  private static InstrumentedPool<Object> places(PoolConfig limits, Hub hub) {
    return PoolBuilder.from(Mono.fromSupplier(Object::new))
        .sizeBetween(0, limits.max())
        .maxPendingAcquire(limits.maxPending())
        .pendingAcquireTimer(
            (late, after) -> hub.scheduler().schedule(late, after.toNanos(), TimeUnit.NANOSECONDS))
        .buildPool();
  }

  @Override
  public Step prepare(Operation operation, Templates templates) {
    if (!(operation instanceof MongoCall call)) {
      throw Backend.foreign(operation);
    }
    checkAddress(templates.problems());
    if (call.collection().isBlank()) {
      templates.problems().add(call.where(), "here goes the name of a collection", "");
    }
    Action action = Action.of(new Arguments(call, templates), config.maxBody());
    return scope -> Mono.defer(() -> run(call.collection(), action.query(scope), scope));
  }

  /** Looks nothing up: an address of {@code mongodb+srv} is only understood with DNS. */
  private void checkAddress(Problems problems) {
    if ("mongodb".equals(config.address().getScheme())) {
      try {
        var _ = new ConnectionString(config.address().toString());
      } catch (IllegalArgumentException e) {
        problems.add(
            config.where(),
            "the driver can't read this address",
            "for example mongodb://user:password@host:27017/?replicaSet=rs0");
      }
    }
  }

  private <T> Mono<Json> run(String collection, Query<T> query, Scope scope) {
    long end = scope.now() + Math.min(config.guards().timeout().toNanos(), scope.remaining());
    return client
        .get()
        .flatMap(driver ->
            places
                .acquire(config.pool().acquireTimeout())
                .onErrorMap(error -> fault(error, driver))
                .flatMap(place ->
                    Mono.create(caller ->
                        ask(driver, collection, query, end - scope.now(), caller, place))));
  }

  private <T> void ask(
      MongoClient driver,
      String collection,
      Query<T> query,
      long nanosLeft,
      MonoSink<Json> caller,
      PooledRef<Object> place) {
    var exchange =
        new Exchange<>(
            caller, query.reading(), error -> fault(error, driver), () -> release(place));
    if (nanosLeft <= 0) {
      exchange.onError(
          new StepException(Fault.of(Fault.Type.TIMEOUT, "no time was left").withAttempts(0)));
      return;
    }
    try {
      MongoCollection<RawBsonDocument> asked =
          driver
              .getDatabase(database)
              .getCollection(collection, RawBsonDocument.class)
              .withTimeout(millis(nanosLeft), TimeUnit.MILLISECONDS);
      exchange.start(query.question().apply(asked));
    } catch (RuntimeException e) {
      exchange.onError(e);
    }
  }

  /** At least 1: the driver takes 0 for no limit. */
  private static long millis(long nanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  /** Only counts, and hands the place to the next in line. */
  private static void release(PooledRef<Object> place) {
    var _ = place.release().subscribe();
  }

  private static Throwable fault(Throwable error, MongoClient driver) {
    return Faults.of(error, driver.getClusterDescription());
  }

  @Override
  public Mono<Health> check() {
    Duration timeout = config.guards().timeout();
    return client
        .get()
        .flatMap(driver ->
            Mono.from(
                    driver
                        .getDatabase(database)
                        .withTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .runCommand(PING))
                .onErrorMap(error -> fault(error, driver)))
        .<Health>map(pong -> new Health.Up())
        .onErrorResume(error -> Mono.just(new Health.Down(Fault.of(error).detail())));
  }

  @Override
  public void close() {
    places.dispose();
    client.close();
  }
}
