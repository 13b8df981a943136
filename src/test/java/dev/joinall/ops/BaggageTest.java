package dev.joinall.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.ScriptedHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The header {@code baggage} of a client, at a backend. */
class BaggageTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 5s }
      aggregations:
        page:
          route: GET /page
          tasks:
            plain: { backend: api, get: /plain }
            own: { backend: api, get: /own, headers: { baggage: "of=file" } }
            inner: { aggregation: inner }
        inner:
          tasks: { inside: { backend: api, get: /inside } }
      """;

  private final ScriptedHttp api = ScriptedHttp.start();

  @BeforeEach
  void script() {
    api.on("GET", "/plain").body("1");
    api.on("GET", "/own").body("1");
    api.on("GET", "/inside").body("1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void send(boolean passes, String... headers) throws Exception {
    var registry = new SimpleMeterRegistry();
    var observation =
        Observation.of(run -> {}, request -> {}, Tracing.OFF, passes, AuditLog.OFF, registry);
    try (var server = TestServer.serve(FILE, Map.of("API", api.url()), observation)) {
      var request =
          HttpRequest.newBuilder(URI.create(server.url() + "/page")).headers(headers).build();
      var _ = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private Optional<String> asked(String path) {
    return api.asked().stream()
        .filter(it -> it.uri().equals(path))
        .flatMap(it -> Optional.ofNullable(it.headers().get("baggage")).stream())
        .findFirst();
  }

  @Test
  void itDoesNotPassOnByDefault() throws Exception {
    send(false, "baggage", "a=1");

    assertThat(asked("/plain")).isEmpty();
  }

  @Test
  void itPassesOnIfTheSettingSaysSo() throws Exception {
    send(true, "baggage", "a=1;p=x;q , b=%20", "baggage", "c=2");

    assertThat(asked("/plain")).hasValue("a=1;p=x;q,b=%20,c=2");
    assertThat(asked("/inside")).hasValue("a=1;p=x;q,b=%20,c=2");
  }

  @Test
  void theFileComesFirst() throws Exception {
    send(true, "baggage", "a=1");

    assertThat(asked("/own")).hasValue("of=file");
  }

  @Test
  void invalidMembersAreOmitted() throws Exception {
    send(true, "baggage", "a=1,b,=2,c=x y,d=\"q\",e f=1,g=;h,i=j=k,l=1;=2");

    assertThat(asked("/plain")).hasValue("a=1,g=;h,i=j=k");
  }

  @Test
  void itIsBounded() throws Exception {
    String many =
        IntStream.range(0, 100).mapToObj(it -> "k" + it + "=v").collect(Collectors.joining(","));
    send(true, "baggage", many);

    assertThat(asked("/plain").orElseThrow().split(",")).hasSize(64).endsWith("k63=v");
  }
}
