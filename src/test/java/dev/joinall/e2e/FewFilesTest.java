package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Transport;
import dev.joinall.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process with a low limit of open files, and more clients than that. */
class FewFilesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int FILES = 500;
  private static final int CLIENTS = 600;

  @TempDir private Path folder;

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(Transport::isAvailable);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connectedClientsAreServedAndTheOthersWaitForAPlace(Transport transport) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try (var server = start(transport)) {
      assertThat(server.output()).contains("joinall.limits.connections is ");
      try {
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(RawClient.connect(server.url()));
        }
        await().atMost(SOON).until(clients.getLast()::isEnded);
        assertThat(clients.getFirst().send("GET", "/page").receive().status()).isEqualTo(200);
      } finally {
        for (RawClient client : clients) {
          client.close();
        }
      }
      await().atMost(SOON).until(() -> isServed(server));
    }
  }

  private ServerProcess start(Transport transport) throws IOException {
    return ServerProcess.of(folder, CONFIG)
        .prefix(List.of("bash", "-c", "ulimit -n " + FILES + " && exec \"$@\"", "bash"))
        .environment(Map.of("JOINALL_TRANSPORT", transport.toString()))
        .start();
  }

  private static final String CONFIG =
      "aggregations: { page: { route: GET /page, tasks: { a: { value: 1 } } } }";

  private static boolean isServed(ServerProcess server) {
    try (var client = RawClient.connect(server.url())) {
      return client.send("GET", "/page").receive().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
