package dev.joinall.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.joinall.e2e.RawClient;
import dev.joinall.testing.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory stays within its limit, for any input from clients and backends. */
class MemorySoak {
  private static final int CLIENTS = 50;
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final int SLOW_READERS = 1_000;
  private static final int LARGE = 200_000;
  private static final long MEGABYTE = 1 << 20;

  /** The heap, the same size outside of it, and the JVM itself. */
  private static final long MOST_RESIDENT = 768 * MEGABYTE;

  private static final byte[] BOMB = bomb();

  private static final String CONFIG =
      """
      backends:
        api: { kind: http, url: "${env.API}", timeout: 2s, compress: true }
      aggregations:
        endless: { route: GET /endless, tasks: { it: { backend: api, get: /endless } } }
        bomb: { route: GET /bomb, tasks: { it: { backend: api, get: /bomb } } }
        large: { route: GET /large, tasks: { it: { backend: api, get: /large } } }
        small: { route: GET /small, tasks: { it: { backend: api, get: /small } } }
      """;

  private final Table table = new Table("8-memory");
  private RawHttp api;
  private ObservedProcess server;

  @BeforeEach
  void start() {
    api = RawHttp.start(MemorySoak::answer);
    server =
        ObservedProcess.start(
            CONFIG, Map.of("API", api.url()), "-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    var _ = new Load(server.url(), "GET", "/small").times(500);
  }

  @AfterEach
  void stop() {
    server.close();
    api.close();
  }

  @Test
  void memoryIsBoundedWhateverComes() throws IOException {
    ObservedProcess.Holds before = server.holds();
    for (String path : List.of("/endless", "/bomb")) {
      Samples samples = new Load(server.url(), "GET", path).byClients(CLIENTS, TIME);
      int shed = samples.only(it -> it.status() == 503).count();
      int tooLarge = samples.only(it -> it.fault().equals("too-large")).count();
      report(
          path.substring(1)
              + " answers of a backend to %d clients for %d s".formatted(CLIENTS, TIME.toSeconds()),
          "%d of %d are too-large, the others rejected, ".formatted(tooLarge, samples.count()),
          before,
          tooLarge > 0 && tooLarge + shed == samples.count());
    }
    slowReaders(before);
    table.check();
  }

  private static boolean isWhole(RawClient reader) {
    try {
      return reader.receive().body().length() >= LARGE;
    } catch (IOException e) {
      return false; // the server closed the connection
    }
  }

  /** Clients that send requests and do not read: unsent bytes stay in the server. */
  private void slowReaders(ObservedProcess.Holds before) throws IOException {
    List<RawClient> readers = new ArrayList<>();
    int answered = 0;
    try {
      for (int i = 0; i < SLOW_READERS; i++) {
        readers.add(RawClient.slow(server.url()).send("GET", "/large"));
      }
      LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
      Samples others = new Load(server.url(), "GET", "/small").atRate(50, Duration.ofSeconds(5));
      report(
          "%,d clients that don't read their answers of %d kB"
              .formatted(SLOW_READERS, LARGE / 1000),
          "%d of %d other requests are answered, ".formatted(others.good().count(), others.count()),
          before,
          others.good().count() == others.count());
      for (RawClient reader : readers) {
        answered += isWhole(reader) ? 1 : 0;
      }
    } finally {
      for (RawClient reader : readers) {
        reader.close();
      }
    }
    report("after they have read them", answered + " were complete, ", before, answered > 0);
  }

  private void report(
      String what, String measured, ObservedProcess.Holds before, boolean asExpected) {
    boolean alive = server.isAlive();
    ObservedProcess.Holds holds = alive ? server.holds() : before;
    long most = alive ? server.mostResidentBytes() : Long.MAX_VALUE;
    table.line(
        "memory at -Xmx256m: " + what,
        "at most %d MB resident, and alive".formatted(MOST_RESIDENT / MEGABYTE),
        measured
            + (alive
                ? "heap %d MB (before: %d), direct %d MB (%d), at most %d MB resident"
                    .formatted(
                        holds.heap() / MEGABYTE,
                        before.heap() / MEGABYTE,
                        holds.direct() / MEGABYTE,
                        before.direct() / MEGABYTE,
                        most / MEGABYTE)
                : "the server has ended: " + server.log().getLast()),
        alive && asExpected && most <= MOST_RESIDENT);
  }

  private static void answer(String target, Socket client) throws IOException {
    switch (target) {
      case "/endless" -> {
        OutputStream out = client.getOutputStream();
        RawHttp.send(client, "HTTP/1.1 200 OK", "\"".getBytes(ISO_8859_1));
        byte[] more = "x".repeat(16_384).getBytes(ISO_8859_1);
        while (true) { // until the server closes the connection
          out.write(more);
        }
      }
      case "/bomb" ->
          RawHttp.send(
              client,
              "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + BOMB.length,
              BOMB);
      case "/large" -> send(client, LARGE);
      default -> send(client, 10);
    }
  }

  private static void send(Socket client, int bytes) throws IOException {
    byte[] body = ("\"" + "x".repeat(bytes) + "\"").getBytes(ISO_8859_1);
    RawHttp.send(client, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length, body);
  }

  /** 100 MB, compressed to 100 kB. */
  private static byte[] bomb() {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      byte[] megabyte = "x".repeat((int) MEGABYTE).getBytes(ISO_8859_1);
      gzip.write('"');
      for (int i = 0; i < 100; i++) {
        gzip.write(megabyte);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}
