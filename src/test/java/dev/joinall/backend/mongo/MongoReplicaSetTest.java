package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Hub;
import dev.joinall.backend.StepException;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A replica set of two scripted members: which one is asked, and what a change of the primary
 * costs.
 */
class MongoReplicaSetTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String FIND = "find-one: items, filter: {a: 1}";
  private static final String INSERT = "insert-one: items, document: {a: 1}";

  private static final String FOUND =
      "{ok: 1, cursor: {id: {$numberLong: '0'}, ns: 'd.items', firstBatch: [{_id: 1}]}}";
  private static final String NOT_PRIMARY =
      "{ok: 0, code: 10107, codeName: 'NotWritablePrimary', errmsg: 'not primary'}";

  private final List<BsonDocument> ofFirst = new CopyOnWriteArrayList<>();
  private final List<BsonDocument> ofSecond = new CopyOnWriteArrayList<>();
  private final Map<WireServer, AtomicInteger> writes = new ConcurrentHashMap<>();
  private Hub hub;
  private WireServer first;
  private WireServer second;

  @BeforeEach
  void start() {
    hub = new Hub(Transport.best());
    first = WireServer.start((request, out) -> true);
    second = WireServer.start((request, out) -> true);
    member(first, ofFirst, true);
    member(second, ofSecond, false);
    elect(first, second, 1);
  }

  @AfterEach
  void stop() {
    hub.close();
    first.close();
    second.close();
  }

  private void elect(WireServer primary, WireServer secondary, int election) {
    List<String> hosts = List.of(first.host(), second.host());
    primary.isMember(true, primary.host(), hosts, election);
    secondary.isMember(false, primary.host(), hosts, election);
  }

  private void member(WireServer member, List<BsonDocument> commands, boolean primary) {
    member.answer((request, out) -> {
      commands.add(request.command());
      boolean isWrite = request.command().containsKey("insert");
      if (isWrite && primary) {
        writes.computeIfAbsent(member, it -> new AtomicInteger()).incrementAndGet();
      }
      out.write(request.reply(isWrite ? primary ? "{ok: 1, n: 1}" : NOT_PRIMARY : FOUND));
      return true;
    });
  }

  private StepFixture open(String options) {
    return new StepFixture(
        "{kind: mongo, uri: \"mongodb://%s,%s/?replicaSet=rs0%s\", database: d, timeout: 5s}"
            .formatted(first.host(), second.host(), options),
        hub,
        MongoBackend::new);
  }

  private static long count(List<BsonDocument> commands, String name) {
    return commands.stream().filter(it -> it.containsKey(name)).count();
  }

  @Test
  void aReadPreferenceChoosesTheMember() {
    try (var shop = open("&readPreference=secondary")) {
      assertThat(shop.run(FIND)).isPresent();
      assertThat(shop.run(FIND + ", read-preference: primary")).isPresent();
      assertThat(shop.run(INSERT)).isPresent();
      assertThat(count(ofSecond, "find")).isEqualTo(1);
      assertThat(count(ofFirst, "find")).isEqualTo(1);
      assertThat(count(ofFirst, "insert")).isEqualTo(1);
      assertThat(ofSecond.getFirst().getDocument("$readPreference").getString("mode").getValue())
          .isEqualTo("secondary");
    }
  }

  @Test
  void concernsAreSent() {
    try (var shop = open("&w=majority&journal=true&wtimeoutMS=500&readConcernLevel=majority")) {
      shop.run(FIND);
      shop.run(INSERT);
      BsonDocument find = ofFirst.get(0);
      BsonDocument insert = ofFirst.get(1);
      assertThat(find.getDocument("readConcern"))
          .isEqualTo(BsonDocument.parse("{level: 'majority'}"));
      assertThat(insert.getDocument("writeConcern"))
          .isEqualTo(BsonDocument.parse("{w: 'majority', wtimeout: 500, j: true}"));
      assertThat(insert).doesNotContainKey("txnNumber");
    }
  }

  @Test
  void aChangeOfThePrimaryCostsTheCallsOfThatMomentAndRepeatsNone() {
    try (var shop = open("&retryWrites=true")) {
      assertThat(shop.run(INSERT)).isPresent();
      elect(second, first, 2);
      member(first, ofFirst, false);
      member(second, ofSecond, true);

      Fault fault = Fault.of(catchThrowable(() -> shop.run(INSERT)));
      assertThat(fault)
          .isEqualTo(Fault.of(Fault.Type.UNAVAILABLE, "the server is no longer the primary"));
      assertThat(count(ofSecond, "insert")).isZero();
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .until(() -> shop.run(INSERT).isPresent());
      assertThat(writes.get(second).get()).isEqualTo(1);
    }
  }

  @Test
  void aSetWithoutAPrimaryIsUnavailableForWrites() {
    first.isMember(false, second.host(), List.of(first.host(), second.host()), 1);
    try (var shop = open("&readPreference=secondary")) {
      assertThat(shop.run(FIND)).isPresent();
      assertThat(Fault.of(catchThrowable(() -> shop.run(INSERT))))
          .isEqualTo(
              Fault.of(Fault.Type.UNAVAILABLE, "no available server can be used for this call"));
    }
  }

  @Test
  void aPrimaryThatIsGoneIsReplacedByTheOther() {
    try (var shop = open("")) {
      assertThat(shop.run(INSERT)).isPresent();
      elect(second, first, 2);
      member(second, ofSecond, true);
      first.close();

      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(StepException.class)
          .until(() -> shop.run(INSERT).isPresent());
      assertThat(writes.get(second).get()).isEqualTo(1);
    }
  }
}
