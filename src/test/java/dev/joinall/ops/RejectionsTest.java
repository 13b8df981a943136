package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Invalid requests are counted by aggregation and status. */
class RejectionsTest {
  private static final String FILE =
      """
      aggregations:
        page:
          route: GET /page
          input: { query: { n: { type: integer } } }
          tasks: { it: { value: "${query.n}" } }
        order:
          route: POST /orders
          input: { body: {} }
          tasks: { it: { value: "${body}" } }
      """;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestServer server =
      TestServer.serve(
          FILE, Map.of(), Observation.of(run -> {}, completed -> {}, Tracing.OFF, registry));

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  private int ask(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private double counted(String aggregation, int status) {
    Counter counter =
        registry
            .find("joinall.requests.rejected")
            .tags("aggregation", aggregation, "status", Integer.toString(status))
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void aRequestThatDidNotRunIsCountedByItsAggregationAndStatus() throws Exception {
    assertThat(ask(to("/page?n=one"))).isEqualTo(400);
    assertThat(ask(to("/page?n=two"))).isEqualTo(400);
    assertThat(ask(to("/page?n=1").header("Accept", "text/html"))).isEqualTo(406);
    assertThat(ask(to("/orders").POST(BodyPublishers.ofString("{}")))).isEqualTo(415);

    assertThat(counted("page", 400)).isEqualTo(2);
    assertThat(counted("page", 406)).isEqualTo(1);
    assertThat(counted("order", 415)).isEqualTo(1);
  }

  @Test
  void oneThatRanAndOneWithoutARouteAreNot() throws Exception {
    assertThat(ask(to("/page?n=1"))).isEqualTo(200);
    assertThat(ask(to("/nothing"))).isEqualTo(404);

    assertThat(registry.find("joinall.requests.rejected").counters()).isEmpty();
  }
}
