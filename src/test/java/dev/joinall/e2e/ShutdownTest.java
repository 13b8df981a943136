package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ServerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to stop, and its clients. */
class ShutdownTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int CLIENTS = 16;

  private final ScriptedHttp api = ScriptedHttp.start();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  @TempDir private Path folder;
  private int management;

  @BeforeEach
  void reserve() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      management = socket.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    api.close();
  }

  private ServerProcess start(String... settings) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("joinall.yaml"),
            """
            backends:
              api: { kind: http, url: "%s", timeout: 20s }
            aggregations:
              page: { route: GET /page, deadline: 20s, tasks: { a: { backend: api, get: /page } } }
              order:
                route: POST /order
                deadline: 20s
                join: { all: true, of: [a] }
                tasks: { a: { backend: api, get: /page }, b: { backend: api, post: /effect } }
            """
                .formatted(api.url()));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config=" + config, "--server.port=0", "--management.server.port=" + management));
    arguments.addAll(List.of(settings));
    return ServerProcess.start(folder, Map.of(), arguments.toArray(String[]::new));
  }

  @Test
  void noRequestOfAKeepAliveClientFails() throws Exception {
    api.on("GET", "/page").body("1").delay(Duration.ofMillis(20));
    try (var server = start("--joinall.shutdown.pause=1s")) {
      String url = server.url();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Thread.ofVirtual().start(() -> askUntilItIsGone(url)));
      }
      await().atMost(SOON).until(() -> answered.get() > 200);
      server.signal("TERM");
      await().atMost(SOON).until(() -> readiness() == 503);
      int before = answered.get();
      try (RawClient late = RawClient.connect(url)) {
        assertThat(late.send("GET", "/page").receive().status()).isEqualTo(200);
      }
      for (Thread client : clients) {
        assertThat(client.join(SOON)).isTrue();
      }

      assertThat(failed).isEmpty();
      assertThat(answered.get()).isGreaterThan(before);
      assertThat(server.exit()).isEqualTo(ServerProcess.SIGTERM);
      assertThat(server.errors()).isEmpty();
    }
  }

  /** A connection that the server closed before a request is sent is no failure; silence is. */
  private void askUntilItIsGone(String url) {
    try {
      while (true) {
        try (RawClient client = RawClient.connect(url)) {
          while (!client.isEnded() && ask(client)) {
            var _ = answered.incrementAndGet();
          }
        }
      }
    } catch (ConnectException e) {
      // it takes no new ones
    } catch (IOException e) {
      failed.add(e.toString());
    }
  }

  /** Whether another request may follow. */
  private boolean ask(RawClient client) throws IOException {
    RawClient.Answer answer = client.send("GET", "/page").receive();
    if (answer.status() != 200) {
      failed.add(answer.toString());
    }
    return !"close".equals(answer.headers().get("connection"));
  }

  private int readiness() throws IOException {
    try (RawClient probe = RawClient.connect("http://127.0.0.1:" + management)) {
      return probe.send("GET", "/actuator/health/readiness").receive(false).status();
    }
  }

  @Test
  void aConnectionWithoutARequestEndsWithoutAReset() throws Exception {
    api.on("GET", "/page").body("1");
    try (var server = start()) {
      try (RawClient used = RawClient.connect(server.url());
          RawClient fresh = RawClient.connect(server.url())) {
        assertThat(used.send("GET", "/page").receive().status()).isEqualTo(200);
        server.signal("TERM");

        assertThat(used.read()).isEqualTo(-1);
        assertThat(fresh.read()).isEqualTo(-1);
      }
      assertThat(server.exit()).isEqualTo(ServerProcess.SIGTERM);
    }
  }

  @Test
  void anEffectBehindAnAnswerIsWaitedFor() throws Exception {
    api.on("GET", "/page").body("1").delay(Duration.ofMillis(200));
    api.on("POST", "/effect").body("1").delay(Duration.ofSeconds(3));
    try (var server = start()) {
      long began;
      try (RawClient client = RawClient.connect(server.url())) {
        began = System.nanoTime();
        assertThat(client.send("POST", "/order").receive().status()).isEqualTo(200);
      }
      server.signal("TERM");

      assertThat(server.exit()).isEqualTo(ServerProcess.SIGTERM);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void whatTakesLongerThanTheGraceIsCutOffAndTold() throws Exception {
    api.on("GET", "/page").body("1").delay(Duration.ofSeconds(15));
    try (var server = start("--joinall.shutdown.grace=1s");
        RawClient client = RawClient.connect(server.url())) {
      var _ = client.send("GET", "/page");
      await()
          .atMost(SOON)
          .until(() -> api.asked().stream().anyMatch(it -> it.uri().equals("/page")));
      long began = System.nanoTime();
      server.signal("TERM");

      assertThat(server.exit()).isEqualTo(ServerProcess.SIGTERM);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(server.output()).contains("1 requests outlive the grace");
    }
  }
}
