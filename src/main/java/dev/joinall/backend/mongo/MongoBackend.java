package dev.joinall.backend.mongo;

import com.mongodb.reactivestreams.client.MongoClient;
import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PeerAttributes;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.SessionMode;
import dev.joinall.config.Tree;
import dev.joinall.template.RequestSession;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;
import reactor.core.publisher.Mono;

/**
 * A MongoDB database, accessed through the reactive driver on the hub's loops. A cancelled call
 * ends at once for its caller; its permit is returned when the server has responded or the call's
 * time is over. Thread-safe.
 */
final class MongoBackend implements Backend {
  private static final int DEFAULT_PORT = 27_017;
  private static final BsonDocument PING = new BsonDocument("ping", new BsonInt32(1));
  private static final BsonDocument HELLO = new BsonDocument("hello", new BsonInt32(1));

  private final BackendConfig config;
  private final Hub hub;
  private final String database;
  private final LazyMongoClient client;
  private final ConnectionPermits permits;

  MongoBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.hub = hub;
    this.database = ((MongoOptions) config.options()).database();
    this.client = new LazyMongoClient(config, hub);
    this.permits = new ConnectionPermits(config.pool(), hub);
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof MongoCall call)) {
      throw Backend.foreign(declared);
    }
    if (call.collection().isBlank()) {
      templates.problem(call.where(), "expected the name of a collection", "");
    }
    new ReadPreferenceCheck(call.options(), templates.problems()).against(config);
    var arguments = new Arguments(call, templates);
    PreparedOperation operation = PreparedOperation.of(arguments, config.maxBody());
    Step step =
        scope ->
            retryUnsent(scope, Mono.defer(() -> run(call, operation.query(scope), scope)))
                .onErrorMap(client::explained);
    return Lookup.of(arguments).map(lookup -> batched(call, step, lookup)).orElse(step);
  }

  private Step batched(MongoCall call, Step step, Lookup lookup) {
    return new FindOneStep(
        step,
        lookup,
        (keys, scope) ->
            retryUnsent(
                    scope, Mono.defer(() -> run(call, lookup.query(keys, config.maxBody()), scope)))
                .onErrorMap(client::explained));
  }

  /**
   * Repeats an unsent call, except in a transaction, which the driver considers begun although
   * nothing was sent.
   */
  private static <T> Mono<T> retryUnsent(Scope scope, Mono<T> call) {
    Optional<MongoSession> session = session(scope);
    return session.filter(MongoSession::isTransaction).isPresent()
        ? call.onErrorMap(Unsent.class, Unsent::given)
        : Unsent.retryUnsent(call);
  }

  private static Optional<MongoSession> session(Scope scope) {
    return scope.session().map(MongoSession.class::cast);
  }

  private <T, R> Mono<R> run(MongoCall operation, Query<T, R> query, Scope scope) {
    Optional<MongoSession> shared = session(scope);
    if (shared.isEmpty()) {
      var call = new PreparedQuery<>(operation, query, scope, null);
      return client.get().flatMap(driver -> make(call, driver, () -> () -> {}));
    }
    return client
        .get()
        .flatMap(driver ->
            shared
                .get()
                .begin(driver)
                .onErrorMap(error -> fault(error, driver))
                .flatMap(session ->
                    make(
                        new PreparedQuery<>(operation, query, scope, session),
                        driver,
                        shared.get()::busy)));
  }

  private static Throwable fault(Throwable error, MongoClient driver) {
    return MongoFaults.of(error, driver.getClusterDescription(), MongoFaults.Change.NONE);
  }

  /**
   * @param begins returns an action that runs once, when the driver is done
   */
  private <R> Mono<R> make(
      PreparedQuery<?, R> call, MongoClient driver, Supplier<Runnable> begins) {
    return permits
        .acquire()
        .flatMap(release ->
            Mono.create(caller -> {
              Runnable done = begins.get();
              Runnable both =
                  () -> {
                    release.run();
                    done.run();
                  };
              call.make(driver, database, caller, both, this::later);
            }));
  }

  @Override
  public RequestSession openSession(SessionMode mode) {
    return new MongoSession(
        mode == SessionMode.TRANSACTION,
        error -> MongoFaults.of(error, null, MongoFaults.Change.ONE));
  }

  /** Checks the greeting, which shows whether the server is a replica set, or a cluster of them. */
  @Override
  public Mono<Void> verifySession(SessionMode mode, Tree where, Problems problems) {
    return Unsent.retryUnsent(client.get().flatMap(this::greeting))
        .onErrorMap(client::explained)
        .doOnNext(greeting -> {
          boolean able = greeting.containsKey("setName") || "isdbgrid".equals(greeting.get("msg"));
          if (!able) {
            problems.add(
                where,
                "the server of \"%s\" is no replica set, so it has no sessions"
                    .formatted(config.name()),
                "remove \"session\", or run MongoDB as a replica set, which may have one member");
          }
        })
        .then();
  }

  private Mono<Document> greeting(MongoClient driver) {
    return Mono.<Document>from(driver.getDatabase("admin").runCommand(HELLO))
        .onErrorMap(error -> fault(error, driver));
  }

  private void later(Runnable task) {
    var _ = hub.scheduler().schedule(task, config.longestCall().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    Map<String, Object> attributes = PeerAttributes.of(config.address(), DEFAULT_PORT);
    if (declared instanceof MongoCall call) {
      attributes.put("db.system.name", "mongodb");
      attributes.put("db.operation.name", call.verb().command());
      attributes.put("db.namespace", database);
      attributes.put("db.collection.name", call.collection());
    }
    return attributes;
  }

  @Override
  public Mono<Health> check() {
    return Unsent.retryUnsent(client.get().flatMap(this::ping))
        .onErrorMap(client::explained)
        .onErrorResume(error -> Mono.just(Health.of(Fault.of(error))));
  }

  private Mono<Health> ping(MongoClient driver) {
    return Mono.<Document>from(driver.getDatabase(database).runCommand(PING))
        .<Health>map(pong -> new Health.Up())
        .onErrorMap(error -> fault(error, driver));
  }

  @Override
  public PoolUse pool() {
    return permits.use(client.idle());
  }

  @Override
  public void close() {
    permits.close();
    client.close();
  }
}
