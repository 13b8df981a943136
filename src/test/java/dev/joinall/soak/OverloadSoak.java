package dev.joinall.soak;

import dev.joinall.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Five times as much as it can do makes a server do hardly less of it, and turn the rest away. */
class OverloadSoak {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration ROUND = Duration.ofSeconds(15);
  private static final int CLIENTS = 64;
  private static final int TIMES = 5;
  private static final double LEAST_SHARE = 0.9;
  private static final double SHED_MILLIS = 10;
  private static final Duration RECOVERY = Duration.ofSeconds(10);
  private static final Duration BACKEND = Duration.ofMillis(25);

  /** A backend with ten places and 25 ms is good for 400 calls a second. */
  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", pool: { max: 10 } }
      aggregations:
        page:
          route: GET /page
          deadline: 1s
          tasks: { it: { backend: api, get: /it, required: true } }
      """;

  private final Table table = new Table("6-overload");

  @Test
  void fiveTimesTheCapacityIsHardlyLessGoodputAndSoonForgotten() {
    try (var api = RawHttp.start((target, client) -> answer(client));
        var server = ServerProcess.start(CONFIG, Map.of("API", api.url()), "-Xmx512m")) {
      var load = new Load(server.url(), "GET", "/page");
      var _ = load.byClients(CLIENTS, WARM_UP);
      double peak = perSecond(load.byClients(CLIENTS, ROUND).good());
      Samples over = load.atRate(TIMES * peak, ROUND);
      tell(peak, over);
      tellRecovery(peak, load.atRate(peak / 2, RECOVERY));
    }
    table.check();
  }

  private void tell(double peak, Samples over) {
    double goodput = perSecond(over.good());
    Samples shed = over.only(it -> it.status() == 503);
    table.line(
        "%d times the capacity of %.0f/s".formatted(TIMES, peak),
        "goodput at least %.0f/s, no request lost".formatted(LEAST_SHARE * peak),
        "%.0f/s (%.0f %%), p99 of them %.0f ms; %d turned away, %d lost"
            .formatted(
                goodput,
                100 * goodput / peak,
                over.good().millis(0.99),
                shed.count(),
                over.lost().count()),
        goodput >= LEAST_SHARE * peak && over.lost().count() == 0);
    table.line(
        "what is turned away is told so at once",
        "half of them within %.0f ms".formatted(SHED_MILLIS),
        "p50 %.1f ms, p99 %.1f ms".formatted(shed.millis(0.5), shed.millis(0.99)),
        shed.count() > 0 && shed.millis(0.5) <= SHED_MILLIS);
  }

  /** When the last request that was not answered well had been sent. */
  private void tellRecovery(double peak, Samples after) {
    long begun = after.all().stream().mapToLong(Sample::begun).min().orElseThrow();
    double seconds =
        after.all().stream()
            .filter(it -> !it.isGood())
            .mapToDouble(it -> (it.begun() - begun) / 1e9)
            .max()
            .orElse(0);
    table.line(
        "after that, at half of the capacity (%.0f/s)".formatted(peak / 2),
        "all is well within %d s".formatted(RECOVERY.toSeconds()),
        "within %.1f s".formatted(seconds),
        seconds < RECOVERY.toSeconds() - 1);
  }

  private static double perSecond(Samples samples) {
    return samples.count() / (ROUND.toNanos() / 1e9);
  }

  private static void answer(Socket client) throws IOException {
    LockSupport.parkNanos(BACKEND.toNanos());
    RawHttp.send(
        client, "HTTP/1.1 200 OK\r\nContent-Length: 1", "1".getBytes(StandardCharsets.UTF_8));
  }
}
