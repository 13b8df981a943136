package dev.joinall.backend.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Batch;
import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two scripted routers of a sharded cluster. A router asks the shards and joins what they find, in
 * no order; this side sends one {@code $in}, and reads the rest at the router that has the cursor.
 */
class MongoShardsTest {
  private static final String ROUTER =
      """
      {ok: 1, helloOk: true, ismaster: true, isWritablePrimary: true, msg: 'isdbgrid',
       minWireVersion: 0, maxWireVersion: 21, maxBsonObjectSize: 16777216,
       maxMessageSizeBytes: 2147483647, maxWriteBatchSize: 100000,
       logicalSessionTimeoutMinutes: 30}
      """;

  private static final String FIRST =
      "{ok: 1, cursor: {id: {$numberLong: '7'}, ns: 'd.items', firstBatch: [{sku: 'c', n: 3}]}}";
  private static final String REST =
      "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'd.items', nextBatch: [{sku: 'a', n: 1}]}}";

  private final Hub hub = new Hub(Transport.best());
  private final List<BsonDocument> ofFirst = new CopyOnWriteArrayList<>();
  private final List<BsonDocument> ofSecond = new CopyOnWriteArrayList<>();
  private WireServer first;
  private WireServer second;

  @BeforeEach
  void start() {
    first = router(ofFirst);
    second = router(ofSecond);
  }

  private static WireServer router(List<BsonDocument> commands) {
    WireServer router =
        WireServer.start((request, out) -> {
          if (!request.command().containsKey("endSessions")) { // of a client that closes
            commands.add(request.command());
          }
          out.write(request.reply(request.command().containsKey("getMore") ? REST : FIRST));
          return true;
        });
    router.greets(ROUTER);
    return router;
  }

  @AfterEach
  void stop() {
    hub.close();
    first.close();
    second.close();
  }

  @Test
  void manyKeysAreOneQueryAtOneRouterWhateverTheOrderOfTheShards() {
    String uri = "mongodb://" + first.host() + "," + second.host() + "/";
    try (var shop =
        new StepFixture(
            "{kind: mongo, uri: \"%s\", database: d, timeout: 5s}".formatted(uri),
            hub,
            MongoBackend::new)) {
      List<Batch.Result> found =
          shop.batch(
              "find-one: items, filter: {sku: \"${body}\"}, projection: {_id: 0}",
              List.of(Json.string("a"), Json.string("b"), Json.string("c")));

      assertThat(found)
          .extracting(Object::toString)
          .containsExactly(
              new Batch.Value(Json.parse("{\"sku\":\"a\",\"n\":1}".getBytes(UTF_8))).toString(),
              new Batch.Absent().toString(),
              new Batch.Value(Json.parse("{\"sku\":\"c\",\"n\":3}".getBytes(UTF_8))).toString());
    }
    List<BsonDocument> asked = ofFirst.isEmpty() ? ofSecond : ofFirst;
    List<BsonDocument> idle = ofFirst.isEmpty() ? ofFirst : ofSecond;
    assertThat(idle).isEmpty();
    assertThat(asked).extracting(BsonDocument::getFirstKey).containsExactly("find", "getMore");
    assertThat(asked.getFirst().getDocument("filter").getDocument("sku").getArray("$in"))
        .hasSize(3);
  }
}
