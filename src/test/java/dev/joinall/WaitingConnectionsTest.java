package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Hub;
import dev.joinall.serving.LiveDeployment;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Connections that are not accepted yet when the shutdown begins are served. */
class WaitingConnectionsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int CLIENTS = 200;
  private static final String CONFIG =
      "aggregations: { page: { route: GET /page, deadline: 30s, tasks: { a: { value: 1 } } } }";

  @TempDir private Path folder;

  @Test
  void waitingConnectionsAreServedAtTheShutdown() throws Exception {
    Path file = Files.writeString(folder.resolve("joinall.yaml"), CONFIG);
    ConfigurableApplicationContext application =
        Application.start(
            Map.of(),
            file,
            "--server.port=0",
            "--management.server.port=0",
            "--joinall.shutdown.pause=0s");
    int port = application.getEnvironment().getRequiredProperty("local.server.port", int.class);
    var resume = new CountDownLatch(1);
    List<Socket> clients = new ArrayList<>();
    try {
      Hub hub = application.getBean(LiveDeployment.class).hub();
      for (EventLoopGroup group : List.of(hub.acceptor(), hub.loops())) {
        for (EventExecutor loop : group) {
          loop.execute(() -> spinUntil(resume));
        }
      }
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(asking(port));
      }
      Thread shutdown = Thread.ofPlatform().start(application::close);
      await().atMost(SOON).until(() -> shutdown.getState() != Thread.State.RUNNABLE);
      resume.countDown();

      for (Socket client : clients) {
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200 OK");
      }
      shutdown.join(SOON);
    } finally {
      resume.countDown();
      for (Socket client : clients) {
        client.close();
      }
      application.close();
    }
  }

  /** Without a call that BlockHound would forbid. */
  private static void spinUntil(CountDownLatch resume) {
    while (resume.getCount() > 0) {
      var _ = resume.hashCode();
    }
  }

  private static Socket asking(int port) throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout((int) SOON.toMillis());
    client
        .getOutputStream()
        .write("GET /page HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return client;
  }
}
