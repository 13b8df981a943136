package dev.joinall.backend.sql;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Hub;
import dev.joinall.backend.PeerAttributes;
import dev.joinall.backend.PoolUse;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendCall;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.SessionMode;
import dev.joinall.json.Json;
import dev.joinall.template.RequestSession;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.pool.PooledRef;

/**
 * A PostgreSQL, MySQL or MariaDB database. A cancelled call ends at once for its caller, and on the
 * server; see {@link SqlExchange}. Thread-safe.
 */
final class SqlBackend implements Backend {
  /**
   * Longer than a call waits for a connection, so that an attempt on a slow network is not lost.
   * Includes DNS, TLS and the login.
   */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private static final BoundStatement PING = new BoundStatement("select 1", List.of());

  private final BackendConfig config;
  private final SqlAddress address;
  private final Hub hub;
  private final SessionPool pool;

  SqlBackend(BackendConfig config, Hub hub) {
    this.config = config;
    this.hub = hub;
    this.address = SqlAddress.of(config.address());
    Driver driver =
        address.dialect().isPostgres()
            ? new PostgresDriver(config, address, hub, CONNECT_TIMEOUT)
            : new MariaDriver(config, address, hub, CONNECT_TIMEOUT);
    this.pool = new SessionPool(config, address, driver, hub, CONNECT_TIMEOUT);
  }

  @Override
  public Step prepare(BackendCall declared, Templates templates) {
    if (!(declared instanceof SqlCall call)) {
      throw Backend.foreign(declared);
    }
    List<CompiledStatement> statements =
        call.statements().stream()
            .map(it -> CompiledStatement.of(it, address.dialect(), templates))
            .flatMap(Optional::stream)
            .toList();
    Step step = scope -> Mono.defer(() -> run(call, statements, scope));
    if (call.together() || statements.size() != 1) {
      return step;
    }
    CompiledStatement only = statements.getFirst();
    CompiledStatement all = only.withoutOne();
    return KeyedQuery.of(only, address.dialect())
        .<Step>map(it -> new KeyedStep(step, it, (bound, scope) -> rows(all, bound, scope)))
        .orElse(step);
  }

  private Mono<Json> rows(CompiledStatement statement, BoundStatement bound, Scope scope) {
    var run = new StatementRun(statement, bound, true, config.maxBody());
    return scope
        .session()
        .map(it -> ((SqlSession) it).run(run::run, false))
        .orElseGet(() -> onConnection(run::run, false));
  }

  private Mono<Json> run(SqlCall call, List<CompiledStatement> statements, Scope scope) {
    Optional<SqlSession> shared = scope.session().map(SqlSession.class::cast);
    boolean inTransaction = shared.filter(SqlSession::isTransaction).isPresent();
    boolean alone = !call.together() && !inTransaction;
    List<StatementRun> runs =
        statements.stream()
            .map(it -> new StatementRun(it, it.bind(scope), alone, config.maxBody()))
            .toList();
    BiFunction<Session, Running, Mono<Json>> work =
        call.together() ? together(call, runs, scope, inTransaction) : runs.getFirst()::run;
    return shared.isPresent()
        ? shared.get().run(work, call.effect())
        : onConnection(work, call.effect());
  }

  private static BiFunction<Session, Running, Mono<Json>> together(
      SqlCall call, List<StatementRun> runs, Scope scope, boolean inTransaction) {
    long millis = TimeUnit.NANOSECONDS.toMillis(scope.remaining());
    var all = new TransactionRun(runs, call.effect(), millis);
    return inTransaction ? all::values : all::run;
  }

  @Override
  public RequestSession openSession(SessionMode mode) {
    return new SqlSession(pool, mode == SessionMode.TRANSACTION, hub.scheduler());
  }

  /** Resends a read once, because a server may close a connection just before a call is sent. */
  private Mono<Json> onConnection(BiFunction<Session, Running, Mono<Json>> work, boolean effect) {
    Mono<Json> once = pool.acquire().flatMap(place -> exchange(place, work, effect));
    return once.onErrorResume(ClosedOnReuse.class, closed -> once)
        .onErrorMap(ClosedOnReuse.class, closed -> new StepException(closed.fault));
  }

  private Mono<Json> exchange(
      PooledRef<Session> place, BiFunction<Session, Running, Mono<Json>> work, boolean effect) {
    boolean reused = place.poolable().isUsed();
    Mono<Json> run = SqlExchange.run(Place.of(place), work, hub.scheduler());
    return effect || !reused
        ? run
        : run.onErrorMap(
            StepException.class,
            error ->
                error.fault().type() == Fault.Type.UNAVAILABLE
                    ? new ClosedOnReuse(error.fault())
                    : error);
  }

  /** Thrown if a reused connection ended without a response. */
  private static final class ClosedOnReuse extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Fault fault;

    ClosedOnReuse(Fault fault) {
      super(fault.detail(), null, false, false);
      this.fault = fault;
    }
  }

  @Override
  public Map<String, Object> attributes(BackendCall declared) {
    Map<String, Object> attributes = PeerAttributes.of(config.address(), address.dialect().port());
    if (declared instanceof SqlCall call) {
      attributes.put("db.system.name", address.dialect().systemName());
      attributes.put("db.namespace", address.database());
      attributes.put(
          "db.operation.name",
          call.together() ? "BATCH" : call.statements().getFirst().operation());
      if (!call.together()) {
        attributes.put("db.query.text", call.statements().getFirst().text().strip());
      }
    }
    return attributes;
  }

  /**
   * Uses one connection outside the pool, so that pooled ones do not keep the prepared statements.
   */
  @Override
  public Mono<Void> verify(List<BackendCall> calls, Problems problems) {
    List<SqlCall> own =
        calls.stream().filter(SqlCall.class::isInstance).map(SqlCall.class::cast).toList();
    return own.isEmpty()
        ? Mono.empty()
        : pool.runOutsidePool(
            session -> new Preparation(session, address.dialect(), problems).of(own));
  }

  @Override
  public Mono<Health> check() {
    return onConnection(
            (session, call) ->
                Flux.from(session.statement(PING).execute())
                    .concatMap(it -> it.map((row, metadata) -> true))
                    .then(Mono.just(Json.TRUE))
                    .onErrorMap(error -> SqlFaults.of(error, false, false)),
            false)
        .timeout(config.timeout(), hub.scheduler())
        .<Health>map(pong -> new Health.Up())
        .onErrorResume(error -> Mono.just(Health.of(late(error))));
  }

  private static Fault late(Throwable error) {
    return error instanceof TimeoutException
        ? Fault.of(Fault.Type.TIMEOUT, "no answer in time")
        : Fault.of(error);
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
