package dev.joinall.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Step;
import dev.joinall.json.Json;
import dev.joinall.testing.Certificate;
import dev.joinall.testing.RawHttp;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Two callers with different secrets share a pool of connections to an API that violates HTTP. Each
 * caller gets its own answer or a fault, never a part of the other's.
 */
class CrossingTest {
  private static final int CALLS = 3000;
  private static final int CALLS_OVER_TLS = 400;
  private static final int AT_ONCE = 16;
  private static final int MANY = 2_000;
  private static final List<Trick> TRICKS = List.of(Trick.values());

  @TempDir private static Path folder;
  private static Certificate certificate;

  /** The API's behaviour for one request. */
  private enum Trick {
    PLAIN,
    HINTS,
    HINTS_FIRST,
    HINTS_WITH_LENGTH,
    HINTS_WITH_CONTENT,
    HINTS_BEFORE_204,
    SWITCH,
    SURPLUS,
    SECOND_ANSWER,
    SHORT_LENGTH,
    CONTENT_OF_204,
    NOT_FOUND_AND_MORE,
    LENGTH_AND_CHUNKS,
    BAD_CHUNK,
    TWO_PIECES,
    HALF,
    RESET,
    LATE,
    CLOSE
  }

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = Certificate.make(folder);
  }

  static Stream<Wire> wires() {
    return Wire.all();
  }

  static Stream<Wire> plainWires() {
    return Wire.all().filter(it -> !it.tls());
  }

  @ParameterizedTest
  @MethodSource("wires")
  void noAnswerReachesAnotherCaller(Wire wire) {
    assertNoAnswerCrosses(
        wire, 2, AT_ONCE, wire.tls() ? CALLS_OVER_TLS : CALLS, wire.tls() ? "500ms" : "50ms");
  }

  @ParameterizedTest
  @MethodSource("plainWires")
  void noAnswerReachesAnotherCallerOnManyConnections(Wire wire) {
    assertNoAnswerCrosses(wire, MANY, MANY, 3 * MANY, "1s");
  }

  private static void assertNoAnswerCrosses(
      Wire wire, int connections, int atOnce, int calls, String timeout) {
    long seed = new Random().nextLong();
    var api = new Api(new Random(seed));
    String pool = "pool: {max: %d, max-pending: 10000}".formatted(connections);
    try (var hub = new Hub(wire.transport());
        var server = wire.server(api, certificate);
        var backend = Wire.backend(server, pool, hub, certificate)) {
      List<Caller> callers =
          Stream.of("ann", "bob").map(it -> Caller.of(it, backend, timeout)).toList();
      Map<Got, Long> got =
          Flux.range(0, calls)
              .flatMap(i -> callers.get(i % 2).call(i), atOnce)
              .collect(groupingBy(it -> it, counting()))
              .blockOptional(Duration.ofMinutes(2))
              .orElseThrow();
      assertThat(got).as("seed " + seed).containsKey(Got.OWN).doesNotContainKey(Got.FOREIGN);
    }
  }

  private enum Got {
    OWN,
    FOREIGN,
    NOTHING
  }

  /** One of the two callers, and its call. */
  private record Caller(String secret, StepFixture backend, List<Step> steps) {
    static Caller of(String secret, StepFixture backend, String timeout) {
      return new Caller(
          secret,
          backend,
          Stream.of("get", "post")
              .map(it -> backend.step(it + ": \"/${body}\", timeout: " + timeout))
              .toList());
    }

    Mono<Got> call(int number) {
      Json own = Json.string(secret + number);
      return steps
          .get(number / 2 % 2)
          .run(backend.scope(own))
          .filter(value -> !value.isNull()) // of an effect without a body
          .map(value -> value.equals(own) ? Got.OWN : Got.FOREIGN)
          .onErrorResume(fault -> Mono.just(Got.NOTHING))
          .defaultIfEmpty(Got.NOTHING);
    }
  }

  /** Answers each request with its own value, in a random way. */
  private static final class Api implements RawHttp.Answer {
    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\n\r\n";
    private static final String CHUNKS = "Transfer-Encoding: chunked\r\n\r\n";

    private final RandomGenerator random;
    private final Queue<Late> late = new ConcurrentLinkedQueue<>();

    /** Sent when another request has arrived: the first caller may have cancelled. */
    private record Late(Socket client, String bytes) {}

    Api(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public void write(String target, Socket client) throws IOException {
      for (Late it = late.poll(); it != null; it = late.poll()) {
        sendLate(it);
      }
      String value = "\"" + target.substring(1) + "\"";
      String head = "HTTP/1.1 200 OK\r\nContent-Length: " + value.length() + "\r\n";
      String answer = head + "\r\n" + value;
      switch (TRICKS.get(random.nextInt(TRICKS.size()))) {
        case PLAIN -> send(client, answer);
        case HINTS -> send(client, HINTS + HINTS + answer);
        case HINTS_FIRST -> {
          send(client, HINTS);
          late.add(new Late(client, answer));
        }
        case HINTS_WITH_LENGTH ->
            send(client, HINTS.strip() + "\r\nContent-Length: 5\r\n\r\n" + answer);
        case HINTS_WITH_CONTENT -> send(client, HINTS + value + answer);
        case HINTS_BEFORE_204 -> send(client, HINTS + "HTTP/1.1 204 No Content\r\n\r\n");
        case SWITCH ->
            send(client, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + answer);
        case SURPLUS -> send(client, answer + value);
        case SECOND_ANSWER -> send(client, answer + answer);
        case SHORT_LENGTH -> send(client, head.replace(": ", ": 1\r\nX: ") + "\r\n" + value);
        case CONTENT_OF_204 -> send(client, "HTTP/1.1 204 No Content\r\n\r\n" + answer);
        case NOT_FOUND_AND_MORE ->
            send(client, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" + answer);
        case LENGTH_AND_CHUNKS -> send(client, head + CHUNKS + "0\r\n\r\n" + answer);
        case BAD_CHUNK -> send(client, "HTTP/1.1 200 OK\r\n" + CHUNKS + "0x0\r\n\r\n" + answer);
        case TWO_PIECES -> {
          send(client, answer.substring(0, head.length()));
          send(client, answer.substring(head.length()));
        }
        case HALF -> {
          send(client, answer.substring(0, answer.length() - 2));
          client.close();
        }
        case RESET -> RawHttp.reset(client);
        case LATE -> late.add(new Late(client, answer));
        case CLOSE -> client.close();
      }
    }

    private static void sendLate(Late it) {
      try {
        send(it.client(), it.bytes());
      } catch (IOException e) {
        // its caller has closed the connection
      }
    }

    private static void send(Socket client, String bytes) throws IOException {
      client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }
  }
}
