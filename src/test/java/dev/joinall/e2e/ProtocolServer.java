package dev.joinall.e2e;

import static org.awaitility.Awaitility.await;

import dev.joinall.TestServer;
import dev.joinall.backend.Transport;
import dev.joinall.edge.Edge;
import dev.joinall.edge.Limits;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.Complaints;
import dev.joinall.testing.ScriptedHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A server with one protocol, its scripted API, and its log lines at WARN or ERROR. */
final class ProtocolServer implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final ScriptedHttp api = ScriptedHttp.start();
  private final Complaints complaints = new Complaints();
  private final TestServer server;

  /**
   * @param folder for the certificate
   * @param config refers to the API by {@code ${env.API}}
   */
  ProtocolServer(Protocol protocol, Transport transport, Path folder, String config, Limits limits)
      throws Exception {
    Certificate certificate = Certificate.make(folder);
    this.server =
        TestServer.serve(
            config,
            Map.of("API", api.url()),
            limits,
            http -> protocol.on(http, certificate),
            transport);
  }

  ScriptedHttp api() {
    return api;
  }

  Complaints complaints() {
    return complaints;
  }

  String url() {
    return server.url();
  }

  Edge edge() {
    return server.edge();
  }

  /** Waits until no client, request or buffered byte is left. */
  void awaitNobody() {
    await().atMost(SOON).until(() -> server.edge().connections().open() == 0);
    await().atMost(SOON).until(() -> server.edge().admission().inFlight() == 0);
    await().atMost(SOON).until(() -> server.edge().memory().bytes() == 0);
  }

  @Override
  public void close() {
    server.close();
    api.close();
    complaints.close();
  }
}
