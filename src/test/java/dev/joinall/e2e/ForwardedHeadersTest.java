package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.ServerProcess;
import dev.joinall.testing.TestLimits;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of proxies: nobody is believed who is not declared. */
class ForwardedHeadersTest {
  private static final String FILE =
      """
      aggregations:
        who: { route: GET /who, tasks: { c: { value: "${request.client}" } } }
      """;
  private static final String FORGED = "X-Forwarded-For: 192.0.2.1";

  @TempDir private Path folder;

  @Test
  void aClientDoesNotChooseItsAddressOnKubernetes() throws Exception {
    try (ServerProcess server =
            ServerProcess.of(folder, FILE)
                .settings("--spring.main.cloud-platform=kubernetes", "--joinall.shutdown.pause=0s")
                .start();
        RawClient client = RawClient.connect(server.url())) {
      assertThat(client.send("GET", "/who", FORGED).receive().body())
          .isEqualTo("{\"c\":\"127.0.0.1\"}");
    }
  }

  @Test
  void aServerThatAppliesThemGetsTheRequestsThatHaveThem() throws Exception {
    try (TestServer server =
            TestServer.serve(FILE, Map.of(), TestLimits.with(), it -> it.forwarded(true));
        RawClient client = RawClient.connect(server.url())) {
      client.send("GET", "/who").receive();
      assertThat(server.adapted()).isZero();
      assertThat(client.send("GET", "/who", FORGED).receive().body())
          .isEqualTo("{\"c\":\"192.0.2.1\"}");
      assertThat(server.adapted()).isOne();
    }
  }
}
