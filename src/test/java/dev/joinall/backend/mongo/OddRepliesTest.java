package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole replies of MongoDB that lack a member, or have one of another type. */
class OddRepliesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(9);

  private static final List<String> TASKS =
      List.of(
          "find-one: items, filter: {_id: 1}",
          "find: items, filter: {_id: 1}",
          "aggregate: items, pipeline: []",
          "count: items, filter: {_id: 1}",
          "distinct: items, field: a",
          "insert-one: items, document: {_id: 1}",
          "update-one: items, filter: {_id: 1}, update: {$set: {a: 1}}",
          "update-many: items, filter: {_id: 1}, update: {$set: {a: 1}}",
          "replace-one: items, filter: {_id: 1}, replacement: {a: 1}",
          "find-one-and-update: items, filter: {_id: 1}, update: {$set: {a: 1}}",
          "delete-one: items, filter: {_id: 1}",
          "delete-many: items, filter: {_id: 1}");

  private static final List<String> REPLIES =
      List.of(
          "{}",
          "{ok: 1}",
          "{ok: 0}",
          "{ok: 'x'}",
          "{ok: 1, n: 'x'}",
          "{ok: 1, n: null}",
          "{ok: 1, n: 1, nModified: 'x'}",
          "{ok: 1, n: 1, upserted: 7}",
          "{ok: 1, n: 1, upserted: [{index: 0}]}",
          "{ok: 1, n: 1, upserted: [{_id: 0}]}",
          "{ok: 1, writeErrors: [{index: 0, code: 8, errmsg: 'x'}]}",
          "{ok: 1, n: 0, writeErrors: [{index: 0, errmsg: 'x'}]}",
          "{ok: 1, n: 0, writeErrors: [{code: 8}]}",
          "{ok: 1, n: 0, writeErrors: [{}]}",
          "{ok: 1, n: 0, writeErrors: 7}",
          "{ok: 1, n: 0, writeErrors: [{index: 5, code: 8, errmsg: 'x'}]}",
          "{ok: 1, n: 1, nModified: 1, writeConcernError: 7}",
          "{ok: 1, n: 1, nModified: 1, writeConcernError: {}}",
          "{ok: 1, n: 1, nModified: 1, writeConcernError: {code: 64, errmsg: 'x'}}",
          "{ok: 1, cursor: {}}",
          "{ok: 1, cursor: 7}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, firstBatch: []}}",
          "{ok: 1, cursor: {ns: 'shop.items', firstBatch: []}}",
          "{ok: 1, cursor: {id: 'x', ns: 'shop.items', firstBatch: []}}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop', firstBatch: []}}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items'}}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: 7}}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: [7]}}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: [{}]}}",
          "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: [{n: 'x'}]}}",
          "{ok: 1, values: 7}",
          "{ok: 0, code: 'x', errmsg: 7}",
          "{ok: 0, code: 13, errmsg: 'x', errorLabels: 7}",
          "{ok: 1, value: 7}",
          "{ok: 1, value: null}",
          "{ok: 1, value: {}}",
          "{ok: 1, value: null, lastErrorObject: 7}",
          "{ok: 1, value: null, writeConcernError: {}}",
          "{ok: 1, n: 1, errorLabels: 7}",
          "{ok: 1, n: 1, $clusterTime: 7, operationTime: 'x'}");

  private static Hub hub;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  private static StepFixture fixture(WireServer server) {
    return new StepFixture(
        "{kind: mongo, uri: \"%s\", database: shop, timeout: %ds, pool: {max: 1}}"
            .formatted(server.uri(), TIMEOUT.toSeconds()),
        hub,
        MongoBackend::new);
  }

  private static WireServer server(String reply) {
    return WireServer.start((request, out) -> {
      out.write(request.reply(reply));
      return true;
    });
  }

  static Stream<Arguments> replies() {
    return TASKS.stream().flatMap(task -> REPLIES.stream().map(reply -> Arguments.of(task, reply)));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void anOddReplyEndsTheCallAtOnce(String task, String reply) {
    try (var server = server(reply);
        var fixture = fixture(server)) {
      long start = System.nanoTime();
      Throwable error = catchThrowable(() -> fixture.run(task));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.dividedBy(2));
      if (error != null) {
        assertThat(Fault.of(error).type())
            .isIn(
                Fault.Type.MALFORMED,
                Fault.Type.UNKNOWN,
                Fault.Type.STATUS,
                Fault.Type.UNAVAILABLE);
      }
      assertThat(fixture.backend().pool().inUse()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"'', CONFLICT", "'n: 0,', CONFLICT"})
  void aRefusalIsOneAlsoWithoutACount(String count, Fault.Type type) {
    String reply =
        "{ok: 1, %s writeErrors: [{index: 0, code: 11000, errmsg: 'x'}]}".formatted(count);
    try (var server = server(reply);
        var fixture = fixture(server)) {
      Throwable error = catchThrowable(() -> fixture.run("insert-one: items, document: {_id: 1}"));
      assertThat(Fault.of(error).type()).isEqualTo(type);
    }
  }

  @Test
  void aRefusedWriteOfManyMayHaveChangedSomeOfThem() {
    try (var server =
            server(
                "{ok: 1, n: 0, nModified: 0,"
                    + " writeErrors: [{index: 0, code: 11000, errmsg: 'x'}]}");
        var fixture = fixture(server)) {
      Throwable error =
          catchThrowable(
              () -> fixture.run("update-many: items, filter: {}, update: {$set: {a: 1}}"));
      assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.UNKNOWN);
      assertThat(Fault.of(error).nature()).isEqualTo(Fault.Nature.CALLERS);
    }
  }
}
