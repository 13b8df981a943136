package dev.joinall.serving;

import dev.joinall.backend.Backend;
import dev.joinall.backend.Hub;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Source;
import dev.joinall.edge.Edge;
import dev.joinall.edge.RequestAcceptor;
import dev.joinall.ops.AccessLog;
import dev.joinall.ops.Observation;
import dev.joinall.plan.Plan;
import dev.joinall.run.Runner;
import dev.joinall.web.AdmissionHandler;
import dev.joinall.web.CacheRules;
import dev.joinall.web.Documentation;
import dev.joinall.web.RouteHandler;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * Serves one deployment until another one replaces it. A request ends on the deployment on which it
 * began; a replaced deployment is closed after its last request. Owns the event loops. Thread-safe.
 */
public final class LiveDeployment implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LiveDeployment.class);

  /** A request ends by its deadline; this is the additional time to send its answer. */
  private static final Duration DRAIN_GRACE = Duration.ofSeconds(10);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Hub hub;
  private final Observation observation;
  private final Documentation documentation;
  private final Consumer<Deployment> shown;
  private final Edge edge;
  private final RouteHandler handler;
  private final Set<Retired> retired = ConcurrentHashMap.newKeySet();
  private volatile Deployment deployment;
  private Runner runner;
  private boolean closed;

  /**
   * The end of a deployment that is no longer served.
   *
   * @param drained completes when its last request has ended
   * @param end completes when it is closed
   */
  private record Retired(CompletableFuture<Void> drained, CompletableFuture<Void> end) {}

  /**
   * Starts serving.
   *
   * @param observation observes each run and each request
   * @param others handles requests outside all routes, and serves the file's documents
   * @param shown called with each deployment when it is served
   * @param edge limits the requests
   * @param caching sets the caching headers of all answers
   */
  public LiveDeployment(
      Deployment deployment,
      Observation observation,
      Documentation others,
      Consumer<Deployment> shown,
      Edge edge,
      CacheRules caching) {
    this.hub = deployment.hub();
    this.observation = observation;
    this.deployment = deployment;
    this.edge = edge;
    this.runner = new Runner(hub.scheduler(), observation.runs(), edge.memory());
    this.documentation = others;
    this.shown = shown;
    deployment.warmUp();
    documentation.show(deployment.config(), deployment.plans());
    shown.accept(deployment);
    this.handler =
        new RouteHandler(
            deployment.plans(),
            runner,
            deployment.security(),
            hub.scheduler(),
            observation,
            others,
            edge,
            caching);
  }

  /**
   * The acceptor of the usual requests to routes; {@link #handler()} answers all others.
   *
   * @param log gets a line for each of them; empty if there is no access log
   */
  public RequestAcceptor acceptor(Optional<AccessLog> log) {
    return handler.http1(log);
  }

  public HttpHandler handler() {
    return new AdmissionHandler(edge.admission(), handler);
  }

  public Hub hub() {
    return hub;
  }

  /** The deployment that is served now. */
  public Deployment deployment() {
    return deployment;
  }

  public Map<String, Backend> backends() {
    return deployment.backends();
  }

  /** The backends that the file declares as critical. */
  public Map<String, Backend> criticalBackends() {
    return deployment.criticalBackends();
  }

  /**
   * Serves another version of the file, if the backends accept its calls; returns when new requests
   * get it. Takes as long as the first connections of its new backends, at most a few seconds.
   *
   * @return false if the same text is already served with the same secrets
   * @throws ConfigException with every problem of the file; then nothing has changed
   */
  public synchronized boolean swap(Source changed) {
    if (closed || deployment.isOf(changed)) {
      return false;
    }
    Deployment before = deployment;
    Deployment next = before.next(changed);
    try {
      next.verify();
    } catch (ConfigException e) {
      next.close();
      throw e;
    }
    next.warmUp();
    var itsRunner = new Runner(hub.scheduler(), observation.runs(), edge.memory());
    handler.serve(next.plans(), itsRunner, next.security());
    retire(before, runner);
    deployment = next;
    runner = itsRunner;
    documentation.show(next.config(), next.plans());
    shown.accept(next);
    return true;
  }

  private void retire(Deployment old, Runner itsRunner) {
    CompletableFuture<Void> drained = itsRunner.inFlight().retire();
    CompletableFuture<Void> end =
        drained
            .orTimeout(drainTimeout(old).toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(late -> {
              log.warn("Requests exceed the deadlines of a replaced file; its backends are closed");
              return null;
            })
            .thenRunAsync(old::close, Thread::startVirtualThread);
    var one = new Retired(drained, end);
    retired.add(one);
    var _ = end.whenComplete((closed, error) -> retired.remove(one));
  }

  private static Duration drainTimeout(Deployment old) {
    return old.plans().stream()
        .map(Plan::deadline)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO)
        .plus(DRAIN_GRACE);
  }

  /**
   * Rejects further versions of the file. Called when no request can arrive.
   *
   * @return completed when no effect is running
   */
  public synchronized CompletableFuture<Void> end() {
    closed = true;
    return CompletableFuture.allOf(
        Stream.concat(Stream.of(runner.inFlight().retire()), retired.stream().map(Retired::drained))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Cancels the requests in flight; then closes every backend, and the hub. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Retired one : retired) {
      one.drained().complete(null);
      one.end().completeOnTimeout(null, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
    }
    deployment.close();
    hub.close();
  }
}
