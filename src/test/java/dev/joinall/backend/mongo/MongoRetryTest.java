package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is sent to a replica set whose first answer is lost: the driver repeats nothing, although
 * its own default and the address say so; {@code retry} does.
 */
class MongoRetryTest {
  private static final String FIND = "find-one: items, filter: {a: 1}";
  private static final String INSERT = "insert-one: items, document: {a: 1}";
  private static final String FOUND =
      "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'd.items', firstBatch: [{_id: 1}]}}";

  private final Hub hub = new Hub(Transport.best());
  private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
  private WireServer server;

  @BeforeEach
  void start() {
    server =
        WireServer.replicaSet((request, out) -> {
          commands.add(request.command());
          if (commands.size() == 1) {
            return false; // the connection ends without an answer
          }
          out.write(request.reply(request.command().containsKey("find") ? FOUND : "{ok: 1, n: 1}"));
          return true;
        });
  }

  @AfterEach
  void stop() {
    hub.close();
    server.close();
  }

  private StepFixture open(String more) {
    return new StepFixture(
        "{kind: mongo, uri: \"mongodb://%s/?replicaSet=rs0&retryReads=true&retryWrites=true\","
                .formatted(server.host())
            + " database: d, timeout: 5s"
            + more
            + "}",
        hub,
        MongoBackend::new);
  }

  private void assertSent(String... names) {
    assertThat(commands).extracting(BsonDocument::getFirstKey).containsExactly(names);
    assertThat(commands).noneMatch(it -> it.containsKey("txnNumber"));
  }

  @Test
  void theDriverSendsAReadOnce() {
    try (var shop = open("")) {
      assertThat(Fault.of(catchThrowable(() -> shop.run(FIND))).type())
          .isEqualTo(Fault.Type.UNAVAILABLE);
      assertSent("find");
    }
  }

  @Test
  void theDriverSendsAWriteOnce() {
    try (var shop = open("")) {
      assertThat(Fault.of(catchThrowable(() -> shop.run(INSERT))).type())
          .isEqualTo(Fault.Type.UNKNOWN);
      assertSent("insert");
    }
  }

  @Test
  void retryRepeatsARead() {
    try (var shop = open(", retry: {attempts: 2}")) {
      assertThat(shop.run(FIND)).isPresent();
      assertSent("find", "find");
    }
  }

  @Test
  void retryRepeatsOnlyAWriteThatMayHappenTwice() {
    try (var shop = open(", retry: {attempts: 2}")) {
      assertThat(shop.run(INSERT + ", idempotent: true")).isPresent();
      assertSent("insert", "insert");
      commands.clear();
      assertThat(catchThrowable(() -> shop.run(INSERT))).isNotNull();
      assertSent("insert");
    }
  }
}
