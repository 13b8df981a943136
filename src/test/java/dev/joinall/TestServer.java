package dev.joinall;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.Source;
import dev.joinall.plan.Plan;
import dev.joinall.run.Report;
import dev.joinall.run.Runner;
import dev.joinall.web.AggregationHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Serves a file on a free port of loopback, without Spring Boot around it: the real backends,
 * plans, runner and handler. Remembers every report.
 */
public final class TestServer implements AutoCloseable {
  private final Wiring wiring;
  private final DisposableServer server;
  private final List<Report> reports = new CopyOnWriteArrayList<>();

  private TestServer(String yaml, Map<String, String> environment) {
    this.wiring =
        Wiring.of(new Source("joinall.yaml", yaml), environment, new Hub(Transport.best()));
    wiring.warmUp();
    var timer = wiring.hub().scheduler();
    HttpHandler others =
        (request, response) -> {
          response.setRawStatusCode(404);
          return response.setComplete();
        };
    var runner = new Runner(timer, reports::add);
    var handler = new AggregationHandler(wiring.plans(), runner, timer, others);
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .runOn(wiring.hub())
            .handle(new ReactorHttpHandlerAdapter(handler))
            .bindNow();
  }

  /**
   * Starts to serve.
   *
   * @throws dev.joinall.config.ConfigException with every problem of the file
   */
  public static TestServer serve(String yaml, Map<String, String> environment) {
    return new TestServer(yaml, environment);
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  public List<Plan> plans() {
    return wiring.plans();
  }

  /** Of every run that was decided so far. */
  public List<Report> reports() {
    return List.copyOf(reports);
  }

  @Override
  public void close() {
    server.disposeNow();
    wiring.close();
  }
}
