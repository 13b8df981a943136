package dev.joinall.soak;

import dev.joinall.backend.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many concurrent clients are slower to serve, but are not an overload. */
class ManyClientsSoak {
  private static final int[] CLIENTS = {256, 512, 2_000};
  private static final int AT_ONCE = 3_000;
  private static final Duration WITHIN = Duration.ofMillis(70);

  /** The JIT compiler takes half of a core for some 50 s, of two cores. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration SPREAD = Duration.ofMillis(500);
  private static final Duration BACKEND = Duration.ofMillis(50);
  private static final double MAX_REJECTED = 0.001;

  /** Of an aggregation by default. A client that waits to be accepted is not subject to it. */
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** The backends are in the process of the load, so their answers may take over a second. */
  private static final String CONFIG =
      """
      backends:
        a: { kind: http, url: "${env.API}", timeout: 5s, pool: { max: 2000 } }
        b: { kind: http, url: "${env.API}", timeout: 5s, pool: { max: 2000 } }
        c: { kind: http, url: "${env.API}", timeout: 5s, pool: { max: 2000 } }
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
  void manyClientsAreNotAnOverload() throws InterruptedException {
    for (Transport transport : List.of(Transport.IO_URING, Transport.EPOLL)) {
      if (transport.isAvailable()) {
        measure(transport);
      }
    }
    table.check();
  }

  private void measure(Transport transport) throws InterruptedException {
    try (var api = new DelayedHttp(BACKEND);
        var server =
            ObservedProcess.start(
                CONFIG,
                Map.of("API", api.url(), "JOINALL_TRANSPORT", transport.toString()),
                "-Xmx256m");
        var load = new LightLoad(server.url())) {
      var _ = load.run(CLIENTS[0], "/slow", SPREAD, WARM_UP);
      for (String path : List.of("/slow", "/fast")) {
        for (int clients : CLIENTS) {
          Samples all = load.run(clients, path, SPREAD, TIME);
          report(
              "%d clients, three calls each%s, %s".formatted(clients, time(path), transport), all);
        }
      }
      report(
          "%d clients within %d ms, without a backend, %s"
              .formatted(AT_ONCE, WITHIN.toMillis(), transport),
          load.run(AT_ONCE, "/none", WITHIN, Duration.ZERO));
      table.line(
          "memory at -Xmx256m after that, %s".formatted(transport),
          "at most 768 MB resident, and alive",
          "at most %d MB resident".formatted(server.mostResidentBytes() >> 20),
          server.isAlive() && server.mostResidentBytes() >> 20 <= 768);
    }
  }

  private static String time(String path) {
    return path.equals("/slow") ? " of " + BACKEND.toMillis() + " ms" : "";
  }

  private static double seconds(Samples all) {
    long begun = all.begun();
    return all.all().stream().mapToLong(it -> it.begun() + it.nanos() - begun).max().orElse(1)
        / 1e9;
  }

  private void report(String who, Samples all) {
    int rejected = all.only(it -> it.status() == 503).count();
    int other = all.count() - all.good().count() - rejected;
    table.line(
        who,
        "at most %.1f %% rejected, p99 within %d s"
            .formatted(100 * MAX_REJECTED, DEADLINE.toSeconds()),
        "%.0f/s answered, %d rejected, %d otherwise; p50 %.0f ms, p99 %.0f ms"
            .formatted(
                all.good().count() / seconds(all),
                rejected,
                other,
                all.good().millis(0.5),
                all.good().millis(0.99)),
        rejected + other <= MAX_REJECTED * all.count()
            && all.good().millis(0.99) <= DEADLINE.toMillis());
  }
}
