package dev.joinall.soak;

import dev.joinall.backend.Transport;
import dev.joinall.testing.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many clients at once are slower to serve, and are not an overload. */
class ManyClientsSoak {
  private static final int[] CLIENTS = {256, 512, 2_000};
  private static final int AT_ONCE = 3_000;
  private static final Duration WITHIN = Duration.ofMillis(70);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration BACKEND = Duration.ofMillis(50);
  private static final double MAX_REJECTED = 0.001;

  private static final String CONFIG =
      """
      backends:
        a: { kind: http, url: "${env.API}", pool: { max: 2000, max-pending: 10000 } }
        b: { kind: http, url: "${env.API}", pool: { max: 2000, max-pending: 10000 } }
        c: { kind: http, url: "${env.API}", pool: { max: 2000, max-pending: 10000 } }
      aggregations:
        slow:
          route: GET /slow
          tasks:
            a: { backend: a, get: /slow }
            b: { backend: b, get: /slow }
            c: { backend: c, get: /slow }
        fast:
          route: GET /fast
          tasks:
            a: { backend: a, get: /fast }
            b: { backend: b, get: /fast }
            c: { backend: c, get: /fast }
        none: { route: GET /none, tasks: { a: { value: 1 } } }
      """;

  private final Table table = new Table("6-overload-by-clients");

  @Test
  void manyClientsAreNotAnOverload() {
    for (Transport transport : List.of(Transport.IO_URING, Transport.EPOLL)) {
      if (transport.isAvailable()) {
        measure(transport);
      }
    }
    table.check();
  }

  private void measure(Transport transport) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JOINALL_TRANSPORT", transport.toString());
    try (var api = RawHttp.start(ManyClientsSoak::answer)) {
      environment.put("API", api.url());
      try (var server = ObservedProcess.start(CONFIG, environment, "-Xmx256m")) {
        measure(transport, server);
      }
    }
  }

  private void measure(Transport transport, ObservedProcess server) {
    var _ = new Load(server.url(), "GET", "/slow").byClients(CLIENTS[0], WARM_UP);
    for (String path : List.of("/slow", "/fast")) {
      for (int clients : CLIENTS) {
        Samples all = new Load(server.url(), "GET", path).byClients(clients, TIME);
        tell("%d clients, three calls each%s, %s".formatted(clients, time(path), transport), all);
      }
    }
    tell(
        "%d clients at once, without a backend, %s".formatted(AT_ONCE, transport),
        atOnce(server.url()));
    table.line(
        "memory at -Xmx256m after that, %s".formatted(transport),
        "at most 768 MB resident, and alive",
        "at most %d MB resident".formatted(server.mostResidentBytes() >> 20),
        server.isAlive() && server.mostResidentBytes() >> 20 <= 768);
  }

  private static String time(String path) {
    return path.equals("/slow") ? " of " + BACKEND.toMillis() + " ms" : "";
  }

  /** Each on a connection of its own, which it opens then. */
  private static Samples atOnce(String url) {
    Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    try (var clients = new Clients(url);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        long wait = WITHIN.toNanos() * i / AT_ONCE;
        threads.execute(() -> {
          LockSupport.parkNanos(wait);
          samples.add(clients.ask("GET", "/none", System.nanoTime()));
        });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Samples(new ArrayList<>(samples));
  }

  private void tell(String who, Samples all) {
    int rejected = all.only(it -> it.status() == 503).count();
    int other = all.count() - all.good().count() - rejected;
    table.line(
        who,
        "at most %.1f %% rejected".formatted(100 * MAX_REJECTED),
        "%d answered, %d rejected, %d otherwise; p50 %.0f ms, p99 %.0f ms"
            .formatted(
                all.good().count(),
                rejected,
                other,
                all.good().millis(0.5),
                all.good().millis(0.99)),
        rejected + other <= MAX_REJECTED * all.count());
  }

  private static void answer(String target, Socket client) throws IOException {
    if (target.equals("/slow")) {
      LockSupport.parkNanos(BACKEND.toNanos());
    }
    RawHttp.send(
        client, "HTTP/1.1 200 OK\r\nContent-Length: 1", "1".getBytes(StandardCharsets.UTF_8));
  }
}
