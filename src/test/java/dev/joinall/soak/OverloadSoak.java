package dev.joinall.soak;

import dev.joinall.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Under five times its capacity, a server keeps nearly its full throughput, and rejects the rest.
 */
class OverloadSoak {
  private static final Duration WARM_UP = Duration.ofSeconds(45);
  private static final Duration PEAK = Duration.ofSeconds(15);

  /** Rejections are new code to the JVM: it compiles again, on the same core. */
  private static final Duration OVERLOAD = Duration.ofSeconds(60);

  private static final Duration BEGIN = Duration.ofSeconds(5);
  private static final int TIMES = 5;
  private static final double LEAST_SHARE = 0.9;
  private static final Duration RECOVERY = Duration.ofSeconds(10);
  private static final Duration BACKEND = Duration.ofMillis(25);

  /** A backend with ten places and 25 ms serves 400 calls a second. */
  private static final String BY_A_BACKEND =
      """
      backends:
        api: { kind: http, url: "${env.API}", pool: { max: 10 } }
      aggregations:
        page:
          route: GET /page
          deadline: 1s
          tasks: { it: { backend: api, get: /it, required: true } }
      """;

  /** An expression that takes some milliseconds of CPU. */
  private static final String BY_THE_PROCESSOR =
      """
      aggregations:
        page:
          route: GET /page
          deadline: 1s
          tasks: { it: { value: "${[LIST].map(a, [LIST].filter(b, b > a).size())}" } }
      """
          .replace("LIST", numbers(60));

  private final Table table = new Table("6-overload");

  @Test
  void fiveTimesTheCapacityIsHardlyLessGoodputAndSoonForgotten() {
    try (var api = RawHttp.start((target, client) -> answer(client));
        var server = ObservedProcess.start(BY_A_BACKEND, Map.of("API", api.url()), "-Xmx512m")) {
      // A call without a connection waits for acquire-timeout.
      measure("a backend's pool", server, 64, 250 + 50);
    }
    try (var core = new OwnCore();
        var server = ObservedProcess.startOn(core, BY_THE_PROCESSOR, Map.of(), "-Xmx512m")) {
      measure("the processor", server, 8, 10);
    }
    table.check();
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).collect(Collectors.joining(","));
  }

  /**
   * @param clients enough to use the full capacity, but no more
   * @param shedMillis time within which half of the rejections arrive
   */
  private void measure(String bound, ObservedProcess server, int clients, int shedMillis) {
    var load = new Load(server.url(), "GET", "/page");
    var _ = load.byClients(clients, WARM_UP);
    double peak = perSecond(load.byClients(clients, PEAK).good(), PEAK);
    Samples over = load.atRate(TIMES * peak, OVERLOAD);
    report(bound, peak, over, shedMillis);
    reportRecovery(bound, peak, load.atRate(peak / 2, RECOVERY));
  }

  private void report(String bound, double peak, Samples over, int shedMillis) {
    double goodput = perSecond(over.good(), OVERLOAD);
    double atFirst = perSecond(over.first(BEGIN).good(), BEGIN);
    Samples shed = over.only(it -> it.status() == 503);
    table.line(
        "%d times the capacity, bounded by %s".formatted(TIMES, bound),
        "%.0f/s of %.0f/s, every request answered".formatted(LEAST_SHARE * peak, peak),
        "%.0f/s (%.0f %%; in the first %d s %.0f %%), p99 of them %.0f ms; %d rejected, %d unanswered"
            .formatted(
                goodput,
                100 * goodput / peak,
                BEGIN.toSeconds(),
                100 * atFirst / peak,
                over.good().millis(0.99),
                shed.count(),
                over.lost().count()),
        goodput >= LEAST_SHARE * peak && over.lost().count() == 0);
    table.line(
        "rejections because of " + bound,
        "half of them within %d ms".formatted(shedMillis),
        "p50 %.1f ms, p99 %.1f ms".formatted(shed.millis(0.5), shed.millis(0.99)),
        shed.count() > 0 && shed.millis(0.5) <= shedMillis);
  }

  /** The time of the last request that was not answered well. */
  private void reportRecovery(String bound, double peak, Samples after) {
    long begun = after.begun();
    double seconds =
        after.all().stream()
            .filter(it -> !it.isGood())
            .mapToDouble(it -> (it.begun() - begun) / 1e9)
            .max()
            .orElse(0);
    table.line(
        "after that, at half of the capacity of %s (%.0f/s)".formatted(bound, peak / 2),
        "all requests succeed within %d s".formatted(RECOVERY.toSeconds()),
        "within %.1f s".formatted(seconds),
        seconds < RECOVERY.toSeconds() - 1);
  }

  private static double perSecond(Samples samples, Duration time) {
    return samples.count() / (time.toNanos() / 1e9);
  }

  private static void answer(Socket client) throws IOException {
    LockSupport.parkNanos(BACKEND.toNanos());
    RawHttp.send(
        client, "HTTP/1.1 200 OK\r\nContent-Length: 1", "1".getBytes(StandardCharsets.UTF_8));
  }
}
