package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.testing.StepFixture;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server is told about how to run an operation. */
class MongoRequestsTest {
  private static final String REPLY =
      """
      {ok: 1, n: 1, nModified: 1, value: null, values: [],
       cursor: {id: {$numberLong: '0'}, ns: 'shop.items', firstBatch: []}}
      """;

  private static final String OPTIONS =
      ", collation: {locale: de, strength: 2, numericOrdering: true, alternate: shifted}";

  private static Hub hub;

  @BeforeAll
  static void startHub() {
    hub = new Hub(Transport.best());
  }

  @AfterAll
  static void stopHub() {
    hub.close();
  }

  /** The command of a task. */
  private static BsonDocument sent(String options, String task) {
    var commands = new ConcurrentLinkedQueue<BsonDocument>();
    try (var server =
            WireServer.start((request, out) -> {
              commands.add(request.command());
              out.write(request.reply(REPLY));
              return true;
            });
        var fixture =
            new StepFixture(
                "{kind: mongo, uri: \"%s%s\", database: shop, timeout: 5s}"
                    .formatted(server.uri(), options),
                hub,
                MongoBackend::new)) {
      fixture.run(task);
      return commands.stream().reduce((first, last) -> last).orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "find-one: items, filter: {a: 1}",
        "find: items",
        "aggregate: items, pipeline: []",
        "count: items",
        "distinct: items, field: a",
        "find-one-and-update: items, filter: {}, update: {$set: {a: 1}}",
      })
  void aCollationAndAHintAreSent(String task) {
    BsonDocument named = sent("", task + OPTIONS + ", hint: a_1");
    assertThat(named.getString("hint").getValue()).isEqualTo("a_1");
    assertThat(named.getDocument("collation"))
        .isEqualTo(
            BsonDocument.parse(
                "{locale: 'de', strength: 2, numericOrdering: true, alternate: 'shifted'}"));
    BsonDocument listed = sent("", task + ", hint: {a: 1, b: -1, c: text}");
    assertThat(listed.getDocument("hint"))
        .isEqualTo(BsonDocument.parse("{a: 1, b: -1, c: 'text'}"));
    assertThat(listed.containsKey("collation")).isFalse();
    assertThat(sent("", task).containsKey("hint")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update-one: items, filter: {}, update: {$set: {a: 1}} | updates",
        "update-many: items, filter: {}, update: {$set: {a: 1}} | updates",
        "update-many: items, filter: {}, update: [{$set: {a: 1}}] | updates",
        "replace-one: items, filter: {}, replacement: {a: 1}   | updates",
        "delete-one: items, filter: {}                         | deletes",
        "delete-many: items, filter: {}                        | deletes",
      })
  void theyAreSentWithAWrite(String task, String part) {
    BsonDocument write =
        sent("", task + OPTIONS + ", hint: a_1").getArray(part).getFirst().asDocument();
    assertThat(write.getString("hint").getValue()).isEqualTo("a_1");
    assertThat(write.getDocument("collation").getString("locale").getValue()).isEqualTo("de");
    boolean many =
        part.equals("deletes")
            ? write.getNumber("limit").intValue() == 0
            : write.getBoolean("multi", BsonBoolean.FALSE).getValue();
    assertThat(many).isEqualTo(task.contains("-many"));
  }

  @Test
  void findOneAndUpdateSendsItsParts() {
    BsonDocument command =
        sent(
            "",
            "find-one-and-update: items, filter: {a: 1}, update: {$set: {b: 1}}, upsert: true,"
                + " return: after, sort: {a: -1}, projection: {b: 1}");
    command.keySet().retainAll(List.of("query", "update", "upsert", "new", "sort", "fields"));
    assertThat(command)
        .isEqualTo(
            BsonDocument.parse(
                "{query: {a: 1}, sort: {a: -1}, fields: {b: 1}, update: {$set: {b: 1}}, new: true,"
                    + " upsert: true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "&readPreference=nearest | ''                                   | {mode: 'nearest'}",
        "''  | , read-preference: secondaryPreferred | {mode: 'secondaryPreferred'}",
        "&readPreference=secondary&readPreferenceTags=dc:ny&maxStalenessSeconds=120"
            + "| , read-preference: nearest"
            + "| {mode: 'nearest', tags: [{dc: 'ny'}], maxStalenessSeconds: {$numberLong: '120'}}",
      })
  void aTaskChoosesTheMemberToRead(String options, String more, String preference) {
    assertThat(sent(options, "find-one: items" + more).getDocument("$readPreference"))
        .isEqualTo(BsonDocument.parse(preference));
  }

  @Test
  void aTaskMayReadThePrimaryAlone() {
    BsonDocument command =
        sent("&readPreference=secondary", "count: items, read-preference: primary");
    assertThat(command.containsKey("$readPreference")).isFalse();
  }
}
