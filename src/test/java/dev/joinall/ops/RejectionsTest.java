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

/** Invalid requests are counted by aggregation, status and reason. */
class RejectionsTest {
  private static final String FILE =
      """
      security:
        callers:
          partner:
            api-key:
              keys:
                acme: { sha256: 6371cb7a907cc8f10740229732c4b6164b285169494b85304468313513427878, scopes: [read] }
                guest: { sha256: e9b2fbff4f239f41fdbcb57a53b0e83866394e3a7df3b50ec8b9c4187fd244fa }
          other:
            api-key: { header: X-Other, keys: { k: { sha256: 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8 } } }
      aggregations:
        own:
          route: GET /own/{id}
          input: { path: { id: { type: string } } }
          allow: [{ caller: partner, scopes: [read], when: "${caller.id == path.id}" }]
          rate-limit: { permits: 1, per: 1h, burst: 4 }
          tasks: { it: { value: 1 } }
        others:
          route: GET /others
          allow: [{ caller: other }]
          tasks: { it: { value: 1 } }
        page:
          route: GET /page
          allow: anyone
          input: { query: { n: { type: integer } } }
          tasks: { it: { value: "${query.n}" } }
        order:
          route: POST /orders
          allow: anyone
          input: { body: {} }
          tasks: { it: { value: "${body}" } }
      """;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestServer server =
      TestServer.serve(
          FILE,
          Map.of(),
          Observation.of(run -> {}, completed -> {}, Tracing.OFF, false, AuditLog.OFF, registry));

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

  private double counted(String aggregation, int status, String reason) {
    Counter counter =
        registry
            .find("joinall.requests.rejected")
            .tags("aggregation", aggregation, "status", Integer.toString(status), "reason", reason)
            .counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void aRequestThatDidNotRunIsCountedByItsAggregationAndStatus() throws Exception {
    assertThat(ask(to("/page?n=one"))).isEqualTo(400);
    assertThat(ask(to("/page?n=two"))).isEqualTo(400);
    assertThat(ask(to("/page?n=1").header("Accept", "text/html"))).isEqualTo(406);
    assertThat(ask(to("/orders").POST(BodyPublishers.ofString("{}")))).isEqualTo(415);

    assertThat(counted("page", 400, "input")).isEqualTo(2);
    assertThat(counted("page", 406, "not-acceptable")).isEqualTo(1);
    assertThat(counted("order", 415, "content-type")).isEqualTo(1);
  }

  @Test
  void aRejectedRequestIsCountedByItsReason() throws Exception {
    assertThat(ask(to("/own/acme"))).isEqualTo(401);
    assertThat(ask(to("/own/acme").header("X-API-Key", "invented"))).isEqualTo(401);
    assertThat(ask(to("/own/acme").header("X-API-Key", "key-guest"))).isEqualTo(403);
    assertThat(ask(to("/own/else").header("X-API-Key", "key-acme"))).isEqualTo(403);
    assertThat(ask(to("/others").header("X-API-Key", "key-acme"))).isEqualTo(403);
    assertThat(ask(to("/own/acme").header("X-API-Key", "key-acme"))).isEqualTo(200);
    assertThat(ask(to("/own/acme").header("X-API-Key", "key-acme"))).isEqualTo(200);
    assertThat(ask(to("/own/acme").header("X-API-Key", "key-acme"))).isEqualTo(429);

    assertThat(counted("own", 401, "no-credentials")).isEqualTo(1);
    assertThat(counted("own", 401, "key")).isEqualTo(1);
    assertThat(counted("own", 403, "scope")).isEqualTo(1);
    assertThat(counted("own", 403, "condition")).isEqualTo(1);
    assertThat(counted("others", 403, "caller")).isEqualTo(1);
    assertThat(counted("own", 429, "rate-limit")).isEqualTo(1);
  }

  @Test
  void completedAndUnroutedRequestsAreNotCounted() throws Exception {
    assertThat(ask(to("/page?n=1"))).isEqualTo(200);
    assertThat(ask(to("/nothing"))).isEqualTo(404);

    assertThat(registry.find("joinall.requests.rejected").counters()).isEmpty();
  }
}
