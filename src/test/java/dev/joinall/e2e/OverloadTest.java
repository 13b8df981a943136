package dev.joinall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with little memory under overload. */
class OverloadTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration PHASE = Duration.ofSeconds(2);
  private static final Duration CALL = Duration.ofMillis(50);
  private static final int IN_FLIGHT = 16;

  private final ScriptedHttp api = ScriptedHttp.start();
  @TempDir private Path folder;
  private ServerProcess server;

  /** The answers of one phase. */
  private static final class Counts {
    private final AtomicInteger served = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> shedNanos = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    private Duration medianOfShed() {
      List<Long> sorted = shedNanos.stream().sorted().toList();
      return Duration.ofNanos(sorted.get(sorted.size() / 2));
    }
  }

  private void start(String... limits) throws IOException {
    api.on("GET", "/a").body("1").delay(CALL);
    api.on("GET", "/large").body("\"" + "x".repeat(1_000_000) + "\"");
    server =
        ServerProcess.of(
                folder,
                """
                backends:
                  api: { kind: http, url: "%s", timeout: 10s, pool: { max: 100 }, max-body: 2MB }
                aggregations:
                  page: { route: GET /page, deadline: 10s, tasks: { a: { backend: api, get: /a } } }
                  large: { route: GET /large, deadline: 10s, tasks: { a: { backend: api, get: /large } } }
                  order:
                    route: POST /orders
                    deadline: 10s
                    input: { body: {} }
                    tasks: { ok: { value: true } }
                """
                    .formatted(api.url()))
            .jvm("-XX:TieredStopAtLevel=1", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
            .settings(limits)
            .start();
  }

  @AfterEach
  void close() {
    server.close();
    api.close();
  }

  private Counts ask(int clients) throws InterruptedException {
    var counts = new Counts();
    long end = System.nanoTime() + PHASE.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofVirtual().start(() -> ask(counts, end)));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(SOON)).isTrue();
    }
    return counts;
  }

  private void ask(Counts counts, long end) {
    try (var client = RawClient.connect(server.url())) {
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        RawClient.Answer answer = client.send("GET", "/page").receive();
        switch (answer.status()) {
          case 200 -> counts.served.incrementAndGet();
          case 503 -> counts.shedNanos.add(System.nanoTime() - begin);
          default -> counts.failures.add(answer.toString());
        }
      }
    } catch (IOException e) {
      counts.failures.add(e.toString());
    }
  }

  @Test
  void excessRequestsAreRejectedAtOnceAndTheOthersAreServed() throws Exception {
    start("--joinall.limits.in-flight=" + IN_FLIGHT);
    var _ = ask(IN_FLIGHT);
    Counts full = ask(IN_FLIGHT);
    Counts over = ask(5 * IN_FLIGHT);

    assertThat(full.failures).isEmpty();
    assertThat(over.failures).isEmpty();
    assertThat(over.shedNanos).hasSizeGreaterThan(over.served.get());
    // The soak test measures it.
    assertThat(over.served.get()).isGreaterThan(full.served.get() / 10);
    assertThat(over.medianOfShed()).isLessThan(CALL); // it waited for no call
    assertThat(server.manage("prometheus"))
        .contains("joinall_requests_shed_total{", "reason=\"in-flight\"", "joinall_requests_limit");
  }

  @Test
  void clientsThatDoNotReadDoNotFillTheMemory() throws Exception {
    start("--joinall.limits.write-time=5s");
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        clients.add(RawClient.slow(server.url()).send("GET", "/large"));
      }

      assertThat(server.isReady()).isTrue();
      await().atMost(SOON).until(this::isServed);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void bodiesWithoutEndFillNoMemory() throws Exception {
    start();
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        clients.add(
            RawClient.connect(server.url())
                .sendRaw(
                    "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000000\r\n\r\n"
                        + " ".repeat(900_000)));
      }

      assertThat(server.isReady()).isTrue();
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    await().atMost(SOON).until(this::isServed);
  }

  private boolean isServed() throws IOException {
    try (var client = RawClient.connect(server.url())) {
      return client.send("GET", "/page").receive().status() == 200;
    }
  }
}
