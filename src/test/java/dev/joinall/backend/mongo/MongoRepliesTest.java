package dev.joinall.backend.mongo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.backend.mongo.WireServer.Request;
import dev.joinall.backend.mongo.WireServer.Script;
import dev.joinall.testing.StepFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid replies of MongoDB. */
@Execution(ExecutionMode.CONCURRENT)
class MongoRepliesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String READ = "find-one: items, filter: {_id: 1}";
  private static final String WRITE = "insert-one: items, document: {_id: 1}";
  private static final String FOUND =
      "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: [{_id: 1}]}}";
  private static final String INSERTED = "{ok: 1, n: 1}";
  private static final Script GOOD = MongoRepliesTest::good;

  private static Hub hub;

  /** Bytes that replace a valid reply. */
  private interface Damage {
    byte[] of(Request request, byte[] reply);
  }

  private static final Map<String, Damage> DAMAGES =
      Map.ofEntries(
          Map.entry("of another request", (request, reply) -> withInt(reply, 8, request.id() - 1)),
          Map.entry("longer than allowed", (request, reply) -> withInt(reply, 0, 18 << 20)),
          Map.entry("of 2 GB", (request, reply) -> withInt(reply, 0, Integer.MAX_VALUE)),
          Map.entry("of negative length", (request, reply) -> withInt(reply, 0, -1)),
          Map.entry("of no length", (request, reply) -> withInt(reply, 0, 0)),
          Map.entry(
              "of a header alone", (request, reply) -> Arrays.copyOf(withInt(reply, 0, 16), 16)),
          Map.entry("of a few bytes", (request, reply) -> withInt(reply, 0, 20)),
          Map.entry("of an unknown sort", (request, reply) -> withInt(reply, 12, 77)),
          Map.entry("compressed", (request, reply) -> withInt(reply, 12, 2012)),
          Map.entry("of the old sort", (request, reply) -> withInt(reply, 12, 1)),
          Map.entry("with an unknown flag", (request, reply) -> withInt(reply, 16, 4)),
          Map.entry("that promises more", (request, reply) -> withInt(reply, 16, 2)),
          Map.entry("with an unknown section", (request, reply) -> withByte(reply, 20, 1)),
          Map.entry("with a document too long", (request, reply) -> withInt(reply, 21, 1 << 30)),
          Map.entry("with a document too short", (request, reply) -> withInt(reply, 21, 6)),
          Map.entry(
              "with a document without end",
              (request, reply) -> withByte(reply, reply.length - 1, 1)),
          Map.entry("with an unknown type", (request, reply) -> withByte(reply, 25, 0x66)),
          Map.entry(
              "of noise",
              (request, reply) -> "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  private static StepFixture fixture(WireServer server, String timeout) {
    return new StepFixture(
        "{kind: mongo, uri: \"%s\", database: shop, timeout: %s, pool: {max: 1, acquire-timeout: 5s}}"
            .formatted(server.uri(), timeout),
        hub,
        MongoBackend::new);
  }

  private static boolean good(Request request, OutputStream out) throws IOException {
    out.write(reply(request));
    return true;
  }

  private static byte[] reply(Request request) {
    return request.reply(request.command().containsKey("find") ? FOUND : INSERTED);
  }

  private static byte[] withInt(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return copy;
  }

  private static byte[] withByte(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static Fault fault(StepFixture fixture, String task) {
    return Fault.of(catchThrowable(() -> fixture.run(task)));
  }

  static Stream<String> damages() {
    return DAMAGES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void aDamagedReplyIsMalformedAndTheNextCallIsWell(String name) {
    Script damaged =
        (request, out) -> {
          out.write(DAMAGES.get(name).of(request, reply(request)));
          return true;
        };
    try (var server = WireServer.start(damaged);
        var fixture = fixture(server, "5s")) {
      assertThat(fault(fixture, READ).type()).isEqualTo(Fault.Type.MALFORMED);
      assertThat(fault(fixture, WRITE).type()).isEqualTo(Fault.Type.UNKNOWN);
      server.answer(GOOD);
      assertThat(fixture.run(READ)).isPresent();
      assertThat(fixture.run(READ)).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 30})
  void halfAReplyIsUnavailable(int bytes) {
    Script half =
        (request, out) -> {
          out.write(reply(request), 0, bytes);
          return false;
        };
    try (var server = WireServer.start(half);
        var fixture = fixture(server, "5s")) {
      assertThat(fault(fixture, READ).type()).isEqualTo(Fault.Type.UNAVAILABLE);
      assertThat(fault(fixture, WRITE).type()).isEqualTo(Fault.Type.UNKNOWN);
    }
  }

  /** The reply is valid, and the connection is not reused; no call fails by that. */
  @Test
  void aSecondReplyEndsTheConnectionAndFailsNoCall() {
    var connections = new AtomicInteger();
    Script twice =
        (request, out) -> {
          connections.set(request.connection());
          byte[] reply = reply(request);
          byte[] both = Arrays.copyOf(reply, reply.length * 2);
          System.arraycopy(reply, 0, both, reply.length, reply.length);
          out.write(both);
          return true;
        };
    try (var server = WireServer.start(twice);
        var fixture = fixture(server, "5s")) {
      assertThat(fixture.run(READ)).isPresent();
      int first = connections.get();
      assertThat(fixture.run(READ)).isPresent();
      assertThat(fixture.run(WRITE)).isPresent();
      assertThat(connections.get()).isGreaterThan(first);
    }
  }

  @Test
  void aConnectionThatTheServerClosedFailsNoCall() {
    Script last =
        (request, out) -> {
          out.write(reply(request));
          return false;
        };
    try (var server = WireServer.start(last);
        var fixture = fixture(server, "5s")) {
      for (int i = 0; i < 5; i++) {
        assertThat(fixture.run(READ)).isPresent();
        assertThat(fixture.run(WRITE)).isPresent();
      }
    }
  }

  @Test
  void batchesWithoutEndAndWithoutADocumentCostTheTimeoutOnly() {
    var asked = new AtomicInteger();
    Script endless =
        (request, out) -> {
          asked.incrementAndGet();
          boolean first = request.command().containsKey("find");
          out.write(
              request.reply(
                  "{ok: 1, cursor: {id: {$numberLong: '7'}, ns: 'shop.items', "
                      + (first ? "firstBatch" : "nextBatch")
                      + ": []}}"));
          return true;
        };
    try (var server = WireServer.start(endless);
        var fixture = fixture(server, "500ms")) {
      assertThat(fault(fixture, "find: items, filter: {}").type()).isEqualTo(Fault.Type.TIMEOUT);
      await().atMost(SOON).until(() -> fixture.backend().pool().inUse() == 0);
      await()
          .atMost(SOON)
          .during(Duration.ofMillis(300))
          .until(() -> {
            int before = asked.get();
            return before == asked.get();
          });
      server.answer(GOOD);
      assertThat(fixture.run(READ)).isPresent();
    }
  }

  @Test
  void anAnswerTruncatedBetweenTwoBatchesIsRequestedAgainWithoutDuplicates() {
    var asked = new AtomicInteger();
    Script cut =
        (request, out) -> {
          boolean first = asked.incrementAndGet() == 1;
          out.write(
              request.reply(
                  "{ok: 1, cursor: {id: {$numberLong: '"
                      + (first ? 7 : 0)
                      + "'}, ns: 'shop.items', firstBatch: [{_id: 1}"
                      + (first ? "]}}" : ", {_id: 2}]}}")));
          return !first;
        };
    try (var server = WireServer.start(cut);
        var fixture = fixture(server, "5s")) {
      // The driver may write before or after it detects the end.
      Throwable failed =
          catchThrowable(() -> {
            assertThat(fixture.run("find: items, filter: {}"))
                .hasToString("Optional[[{\"_id\":1},{\"_id\":2}]]");
          });
      assertThat(failed == null || Fault.of(failed).type() == Fault.Type.UNAVAILABLE).isTrue();
    }
  }

  @Test
  void batchesWithoutEndAreTooLarge() {
    String text = "x".repeat(100_000);
    Script endless =
        (request, out) -> {
          boolean first = request.command().containsKey("find");
          BsonDocument batch =
              BsonDocument.parse(
                  "{ok: 1, cursor: {id: {$numberLong: '7'}, ns: 'shop.items', "
                      + (first ? "firstBatch" : "nextBatch")
                      + ": [{a: '"
                      + text
                      + "'}]}}");
          out.write(WireServer.message(request.id(), batch));
          return true;
        };
    try (var server = WireServer.start(endless);
        var fixture = fixture(server, "8s")) {
      assertThat(fault(fixture, "find: items, filter: {}").type()).isEqualTo(Fault.Type.TOO_LARGE);
      await().atMost(SOON).until(() -> fixture.backend().pool().inUse() == 0);
    }
  }
}
