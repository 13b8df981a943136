package dev.joinall.soak;

import dev.joinall.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A backend that fails every call gets a tenth more calls, not three times as many. */
class RetriesSoak {
  private static final double PER_SECOND = 200;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration TIME = Duration.ofSeconds(15);

  /** Retries that the budget can save. */
  private static final int SAVED = 10;

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", retry: { attempts: 3, backoff: 5ms } }
      aggregations:
        page: { route: GET /page, tasks: { it: { backend: api, get: /it } } }
      """;

  private final Table table = new Table("3-retries");

  @Test
  void retriesStayWithinTheBudgetWhenEveryCallFails() {
    try (var api = RawHttp.start((target, client) -> fail(client));
        var server = ObservedProcess.start(CONFIG, Map.of("API", api.url()), "-Xmx512m")) {
      var _ = new Load(server.url(), "GET", "/page").byClients(4, WARM_UP);
      int before = api.asked();
      Samples samples = new Load(server.url(), "GET", "/page").atRate(PER_SECOND, TIME);
      int calls = api.asked() - before;
      long allowed = Math.round(samples.count() * 1.1) + SAVED + TIME.toSeconds() + 1;
      table.line(
          "retries at 100 %% failure: %d requests with up to 3 attempts".formatted(samples.count()),
          "%d calls (a tenth more, 10 saved, 1 a second)".formatted(allowed),
          "%d calls (%.1f %% more)".formatted(calls, 100.0 * calls / samples.count() - 100),
          calls <= allowed && calls > samples.count() && samples.lost().count() == 0);
    }
    table.check();
  }

  private static void fail(Socket client) throws IOException {
    RawHttp.send(client, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0", new byte[0]);
  }
}
