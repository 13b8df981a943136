package dev.joinall.soak;

import dev.joinall.e2e.RawClient;
import dev.joinall.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A shutdown fails no request. The clients act like a load balancer: they check every 100 ms
 * whether the server is ready, and open no new connection to one that is not. They use existing
 * connections until the server closes them.
 */
class ShutdownSoak {
  private static final int CLIENTS = 20;
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofSeconds(40);
  private static final int ROUNDS = 3;

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}" }
      aggregations:
        page: { route: GET /page, tasks: { a: { backend: api, get: /a }, b: { backend: api, get: /b } } }
      """;

  private final Table table = new Table("7-shutdown");
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean ready;

  @Test
  void aShutdownUnderLoadFailsNoRequest() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      answered.set(0);
      failures.clear();
      try (var api = RawHttp.start((target, client) -> answer(client));
          var server = ObservedProcess.start(CONFIG, environment(api), "-Xmx512m")) {
        double seconds = run(server);
        table.line(
            "SIGTERM under load of %d clients, round %d".formatted(CLIENTS, round),
            "no failed request",
            "%d answered, %d failed, ended after %.1f s%s"
                .formatted(
                    answered.get(),
                    failures.size(),
                    seconds,
                    failures.isEmpty() ? "" : ": " + failures.peek()),
            failures.isEmpty() && answered.get() > 0 && seconds < END.toSeconds());
      }
    }
    table.check();
  }

  /** As on Kubernetes, but shorter. */
  private static Map<String, String> environment(RawHttp api) {
    return Map.of("API", api.url(), "JOINALL_SHUTDOWN_PAUSE", "1s");
  }

  /** The duration of the shutdown. */
  private double run(ObservedProcess server) throws InterruptedException {
    ready = true;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> look(server));
      for (int i = 0; i < CLIENTS; i++) {
        threads.execute(() -> visit(server));
      }
      Thread.sleep(BEFORE.toMillis());
      long told = System.nanoTime();
      server.terminate();
      boolean ended = server.awaitEnd(END);
      ready = false;
      return ended ? (System.nanoTime() - told) / 1e9 : END.toSeconds();
    }
  }

  private void look(ObservedProcess server) {
    while (ready && server.isReady()) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    ready = false;
  }

  private void visit(ObservedProcess server) {
    while (ready) {
      try (var client = RawClient.connect(server.url())) {
        boolean open = true;
        while (open) {
          RawClient.Answer answer = client.send("GET", "/page").receive();
          if (answer.status() != 200 || !"true".equals(answer.headers().get("joinall-complete"))) {
            failures.add(answer.status() + " " + answer.body());
          }
          answered.incrementAndGet();
          open = !"close".equals(answer.headers().get("connection"));
        }
      } catch (IOException e) {
        failures.add(e + (ready ? " while it was ready" : " after it was not ready"));
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private static void answer(Socket client) throws IOException {
    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    RawHttp.send(
        client, "HTTP/1.1 200 OK\r\nContent-Length: 1", "1".getBytes(StandardCharsets.UTF_8));
  }
}
