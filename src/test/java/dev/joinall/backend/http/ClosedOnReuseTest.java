package dev.joinall.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The server closes a connection when its next request arrives (RFC 9112, 9.3.1). A request without
 * an effect is sent again on a new connection; any other is sent once.
 */
class ClosedOnReuseTest {
  private static final int IDLE = 5;

  @TempDir private static Path folder;
  private static Certificate certificate;
  private static Hub hub;

  private final Set<Socket> used = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void prepare() throws Exception {
    certificate = Certificate.make(folder);
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void close() {
    hub.close();
  }

  static Stream<Wire> wires() {
    return Wire.all().filter(wire -> wire.transport() == Transport.best());
  }

  @ParameterizedTest
  @MethodSource("wires")
  void readsAreSentAgain(Wire wire) {
    try (var api = wire.server(this::closeOnReuse, certificate);
        var backend = Wire.backend(api, "pool: {max: 8}", hub, certificate)) {
      for (int i = 0; i < 20; i++) {
        assertThat(backend.run("get: /a")).contains(Json.string("own"));
      }
    }
  }

  /** All of them are closed by then, so a second one must not be tried. */
  @ParameterizedTest
  @MethodSource("wires")
  void otherIdleConnectionsAreNotTried(Wire wire) {
    try (var api = wire.server(this::closeOnReuse, certificate);
        var backend = Wire.backend(api, "pool: {max: 8}", hub, certificate)) {
      IntStream.range(0, IDLE)
          .mapToObj(i -> Thread.startVirtualThread(() -> backend.run("get: /slow")))
          .toList()
          .forEach(ClosedOnReuseTest::join);
      assertThat(used).hasSizeGreaterThan(1);
      int before = api.asked();
      assertThat(backend.run("get: /a")).contains(Json.string("own"));
      assertThat(api.asked() - before).isBetween(1, 2); // TLS may have no idle connection
    }
  }

  @ParameterizedTest
  @MethodSource("wires")
  void effectsAreSentOnce(Wire wire) {
    try (var api = wire.server(ClosedOnReuseTest::answerTheFirst, certificate);
        var backend = Wire.backend(api, "pool: {max: 8}", hub, certificate)) {
      assertThat(backend.run("post: /first")).contains(Json.string("own"));
      assertThatThrownBy(() -> backend.run("post: /a"))
          .satisfies(e -> assertThat(Fault.of(e).type()).isEqualTo(Fault.Type.UNKNOWN));
      assertThat(api.asked()).isEqualTo(2);
    }
  }

  /** A server that closes every connection is down. */
  @ParameterizedTest
  @MethodSource("wires")
  void aNewConnectionThatIsClosedIsAFault(Wire wire) {
    try (var api = wire.server((target, client) -> client.close(), certificate);
        var backend = Wire.backend(api, "pool: {max: 8}", hub, certificate)) {
      assertThatThrownBy(() -> backend.run("get: /a"))
          .satisfies(e -> assertThat(Fault.of(e).type()).isEqualTo(Fault.Type.UNAVAILABLE));
      assertThat(api.asked()).isEqualTo(1);
    }
  }

  /** The server has begun to answer. */
  @ParameterizedTest
  @MethodSource("wires")
  void aTruncatedAnswerIsNotRequestedAgain(Wire wire) {
    try (var api =
            wire.server(
                (target, client) -> {
                  if (target.equals("/first")) {
                    answer(client);
                  } else {
                    client
                        .getOutputStream()
                        .write("HTTP/1.1 20".getBytes(StandardCharsets.US_ASCII));
                    client.close();
                  }
                },
                certificate);
        var backend = Wire.backend(api, "pool: {max: 8}", hub, certificate)) {
      assertThat(backend.run("get: /first")).contains(Json.string("own"));
      assertThatThrownBy(() -> backend.run("get: /a")).isInstanceOf(RuntimeException.class);
      assertThat(api.asked()).isEqualTo(2);
    }
  }

  private void closeOnReuse(String target, Socket client) throws IOException {
    if (!used.add(client)) {
      client.close();
      return;
    }
    if (target.equals("/slow")) {
      sleep();
    }
    answer(client);
  }

  private static void answerTheFirst(String target, Socket client) throws IOException {
    if (target.equals("/first")) {
      answer(client);
    } else {
      client.close();
    }
  }

  private static void answer(Socket client) throws IOException {
    RawHttp.send(
        client,
        "HTTP/1.1 200 OK\r\nContent-Length: 5",
        "\"own\"".getBytes(StandardCharsets.US_ASCII));
  }

  private static void sleep() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
