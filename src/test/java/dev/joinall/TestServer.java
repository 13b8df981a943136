package dev.joinall;

import dev.joinall.backend.Hub;
import dev.joinall.backend.HubLoopResources;
import dev.joinall.backend.Transport;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Source;
import dev.joinall.edge.AnswerHeaders;
import dev.joinall.edge.Edge;
import dev.joinall.edge.Limits;
import dev.joinall.edge.RequestAcceptor;
import dev.joinall.openapi.OpenApi;
import dev.joinall.ops.AuditLog;
import dev.joinall.ops.GuardMetrics;
import dev.joinall.ops.Observation;
import dev.joinall.ops.Tracing;
import dev.joinall.plan.Plan;
import dev.joinall.run.Report;
import dev.joinall.serving.Deployment;
import dev.joinall.serving.LiveDeployment;
import dev.joinall.testing.TestLimits;
import dev.joinall.web.CacheRules;
import dev.joinall.web.Documentation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Serves a file on a free port of loopback, without Spring Boot: with the real backends, plans,
 * runner and handler. Records every report.
 */
public final class TestServer implements AutoCloseable {
  private static final String FILE = "joinall.yaml";

  private final LiveDeployment live;
  private final Edge edge;
  private final DisposableServer server;
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger adapted = new AtomicInteger();
  private final List<Report> reports = new CopyOnWriteArrayList<>();

  private TestServer(
      String yaml,
      Map<String, String> environment,
      Limits limits,
      UnaryOperator<Observation> observation,
      UnaryOperator<HttpServer> protocol,
      Transport transport,
      boolean accepting) {
    var hub = new Hub(transport);
    var deployment = Deployment.of(new Source(FILE, yaml), environment, hub);
    verify(deployment);
    HttpHandler others =
        (request, response) -> {
          response.setRawStatusCode(404);
          return response.setComplete();
        };
    var guards = new GuardMetrics(meters);
    this.edge = Edge.of(limits, hub.scheduler());
    this.live =
        new LiveDeployment(
            deployment,
            observation.apply(observation(reports::add)),
            new Documentation(true, OpenApi.ROOT, others),
            it -> guards.show(it.guards(), it.plans()),
            edge,
            new CacheRules(false));
    this.server =
        edge.connections()
            .watch(
                protocol.apply(HttpServer.create()),
                AnswerHeaders.NONE,
                accepting ? live.acceptor(Optional.empty()) : RequestAcceptor.NONE)
            .host("127.0.0.1")
            .port(0)
            .runOn(new HubLoopResources(hub))
            .handle(new ReactorHttpHandlerAdapter(counted(live.handler())))
            .bindNow();
  }

  private static void verify(Deployment deployment) {
    try {
      deployment.verify();
    } catch (ConfigException e) {
      deployment.close();
      throw e;
    }
  }

  /**
   * Starts the server.
   *
   * @throws dev.joinall.config.ConfigException with every problem of the file
   */
  public static TestServer serve(String yaml, Map<String, String> environment) {
    return serve(yaml, environment, TestLimits.with());
  }

  /** Like {@link #serve(String, Map)}, with these limits. */
  public static TestServer serve(String yaml, Map<String, String> environment, Limits limits) {
    return serve(yaml, environment, limits, UnaryOperator.identity());
  }

  /** The same over TLS or HTTP/2. */
  public static TestServer serve(
      String yaml,
      Map<String, String> environment,
      Limits limits,
      UnaryOperator<HttpServer> protocol) {
    return serve(yaml, environment, limits, protocol, Transport.best());
  }

  /** The same with this transport. */
  public static TestServer serve(
      String yaml,
      Map<String, String> environment,
      Limits limits,
      UnaryOperator<HttpServer> protocol,
      Transport transport) {
    return new TestServer(
        yaml, environment, limits, UnaryOperator.identity(), protocol, transport, true);
  }

  /** The same, but all requests pass Reactor Netty and Spring's adapter, as those of HTTP/2 do. */
  public static TestServer serveByAdapter(String yaml, Limits limits) {
    return new TestServer(
        yaml,
        Map.of(),
        limits,
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        Transport.best(),
        false);
  }

  private HttpHandler counted(HttpHandler handler) {
    return (request, response) -> {
      adapted.incrementAndGet();
      return handler.handle(request, response);
    };
  }

  /** The number of requests so far that have passed Spring's adapter. */
  public int adapted() {
    return adapted.get();
  }

  /** The limits of its clients. */
  public Edge edge() {
    return edge;
  }

  /** Serves with this observation, and records no report. */
  public static TestServer serve(
      String yaml, Map<String, String> environment, Observation observation) {
    return new TestServer(
        yaml,
        environment,
        TestLimits.with(),
        _ -> observation,
        UnaryOperator.identity(),
        Transport.best(),
        true);
  }

  /** An observation of runs only. */
  static Observation observation(Consumer<Report> runs) {
    return Observation.of(
        runs, completed -> {}, Tracing.OFF, false, AuditLog.OFF, new SimpleMeterRegistry());
  }

  /**
   * Replaces the file; returns when new requests use it.
   *
   * @return false if it is the same, or the server is closed
   * @throws dev.joinall.config.ConfigException with every problem of the file
   */
  public boolean reload(String yaml) {
    return live.swap(new Source(FILE, yaml));
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  public List<Plan> plans() {
    return live.deployment().plans();
  }

  /** The metrics of guards. */
  public MeterRegistry meters() {
    return meters;
  }

  /** Reports of all runs decided so far. */
  public List<Report> reports() {
    return List.copyOf(reports);
  }

  @Override
  public void close() {
    server.disposeNow();
    live.close();
  }
}
