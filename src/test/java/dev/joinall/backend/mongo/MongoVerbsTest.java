package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.Fault;
import dev.joinall.config.Problem;
import dev.joinall.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LacksOfServer.class)
class MongoVerbsTest {
  private static MongoFixture shop;

  @BeforeAll
  static void start() {
    shop = new MongoFixture("max-body: 1KB");
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @BeforeEach
  void fill() {
    shop.hold(
        "items",
        "{_id: 1, name: 'mug', price: {$numberDecimal: '148.30'}, tags: ['a', 'b']}",
        "{_id: 2, name: 'cup', price: {$numberDecimal: '2.5'}, tags: ['b']}",
        "{_id: 3, name: 'pot', tags: []}");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "mongo.server",
      matches = ".+",
      disabledReason = "FerretDB has no decimals")
  void findOneGivesAnObject() {
    assertValue(
            "find-one: items, filter: {name: '${body}'}, projection: {_id: 0, price: 1}", "'mug'")
        .isEqualTo("{'price':148.30}");
  }

  @Test
  void findOneGivesTheFirstInOrder() {
    assertValue("find-one: items, sort: {_id: -1}, projection: {_id: 1}", "0")
        .isEqualTo("{'_id':3}");
  }

  @Test
  void findGivesAnArray() {
    assertValue(
            "find: items, filter: {_id: {$gt: '${body}'}}, sort: {_id: 1}, projection: {_id: 1}",
            "1")
        .isEqualTo("[{'_id':2},{'_id':3}]");
  }

  @Test
  void findOfNothingIsAnEmptyArray() {
    assertValue("find: items, filter: {_id: 9}", "0").isEqualTo("[]");
  }

  @Test
  void limitAndSkipMayBeComputed() {
    assertValue(
            "find: items, sort: {_id: 1}, skip: '${body.skip}', limit: '${body.limit}',"
                + " projection: {_id: 1}",
            "{'skip':1,'limit':1}")
        .isEqualTo("[{'_id':2}]");
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1.5", "\"1\"", "null", "3000000000"})
  void aLimitThatIsNoLimitIsInvalid(String limit) {
    assertFault("find: items, limit: '${body}'", limit, Fault.Type.INVALID);
  }

  @Test
  void aggregateGivesAnArray() {
    assertValue(
            "aggregate: items, pipeline: [{$match: {tags: '${body}'}}, {$sort: {_id: 1}},"
                + " {$project: {_id: 1, by: '${body}'}}]",
            "'b'")
        .isEqualTo("[{'_id':1,'by':'b'},{'_id':2,'by':'b'}]");
  }

  @Test
  void countGivesANumber() {
    assertValue("count: items, filter: {tags: b}", "0").isEqualTo("2");
    assertValue("count: items", "0").isEqualTo("3");
    assertValue("count: items, filter: {_id: 9}", "0").isEqualTo("0");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "mongo.server",
      matches = ".+",
      disabledReason = "FerretDB refuses it without a filter")
  void distinctGivesValues() {
    assertValue("distinct: items, field: tags", "0").isEqualTo("['a','b']");
  }

  @Test
  void insertOneGivesTheId() {
    assertValue("insert-one: items, document: {_id: '${body}', name: jar}", "7")
        .isEqualTo("{'insertedId':7}");
    assertValue("find-one: items, filter: {_id: 7}", "0").isEqualTo("{'_id':7,'name':'jar'}");
  }

  @Test
  void insertOneMakesAnId() {
    String first = run("insert-one: items, document: {name: jar}", "0");
    String second = run("insert-one: items, document: {name: jar}", "0");
    assertThat(first).matches("\\{\"insertedId\":\"[0-9a-f]{24}\"}").isNotEqualTo(second);
    assertValue("count: items, filter: {name: jar}", "0").isEqualTo("2");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "mongo.server",
      matches = ".+",
      disabledReason = "FerretDB stores no field that begins with $")
  void anInsertedDocumentMayBeTheBody() {
    assertValue("insert-one: items, document: '${body}'", "{'_id':8,'a':{'$ne':null}}")
        .isEqualTo("{'insertedId':8}");
    assertFault("insert-one: items, document: '${body}'", "[1]", Fault.Type.INVALID);
  }

  @Test
  void aDuplicateKeyIsAConflict() {
    assertFault("insert-one: items, document: {_id: 1}", "0", Fault.Type.CONFLICT);
  }

  @Test
  void updateOneCounts() {
    assertValue("update-one: items, filter: {_id: 1}, update: {$set: {name: '${body}'}}", "'jug'")
        .isEqualTo("{'matched':1,'modified':1}");
    assertValue("update-one: items, filter: {_id: 9}, update: {$set: {name: x}}", "0")
        .isEqualTo("{'matched':0,'modified':0}");
    assertValue("find-one: items, filter: {_id: 1}, projection: {name: 1, _id: 0}", "0")
        .isEqualTo("{'name':'jug'}");
  }

  @Test
  void upsertGivesTheId() {
    assertValue(
            "update-one: items, filter: {_id: '${body}'}, update: {$inc: {n: 1}}, upsert: true",
            "12")
        .isEqualTo("{'matched':0,'modified':0,'upsertedId':12}");
  }

  @Test
  void deleteOneCounts() {
    assertValue("delete-one: items, filter: {_id: 1}", "0").isEqualTo("{'deleted':1}");
    assertValue("delete-one: items, filter: {_id: 1}", "0").isEqualTo("{'deleted':0}");
  }

  @Test
  void updateManyCounts() {
    assertValue(
            "update-many: items, filter: {tags: '${body}'}, update: {$set: {seen: true}}", "'b'")
        .isEqualTo("{'matched':2,'modified':2}");
    assertValue("update-many: items, filter: {}, update: {$unset: {seen: 1}}", "0")
        .isEqualTo("{'matched':3,'modified':2}");
    assertValue("update-many: items, filter: {_id: 12}, update: {$set: {a: 1}}, upsert: true", "0")
        .isEqualTo("{'matched':0,'modified':0,'upsertedId':12}");
  }

  @Test
  void deleteManyCounts() {
    assertValue("delete-many: items, filter: {tags: b}", "0").isEqualTo("{'deleted':2}");
    assertValue("delete-many: items, filter: {}", "0").isEqualTo("{'deleted':1}");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "mongo.server",
      matches = ".+",
      disabledReason = "FerretDB has no decimals")
  void replaceOneReplacesTheDocument() {
    assertValue(
            "replace-one: items, filter: {_id: 1}, replacement: {name: '${body}', at: {$a: 1}}",
            "'jug'")
        .isEqualTo("{'matched':1,'modified':1}");
    assertValue("find-one: items, filter: {_id: 1}", "0")
        .isEqualTo("{'_id':1,'name':'jug','at':{'$a':1}}");
    assertValue("replace-one: items, filter: {_id: 9}, replacement: '${body}'", "{'a':1}")
        .isEqualTo("{'matched':0,'modified':0}");
    assertValue(
            "replace-one: items, filter: {_id: 9}, replacement: '${body}', upsert: true", "{'a':1}")
        .isEqualTo("{'matched':0,'modified':0,'upsertedId':9}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "'a'", "{'$set':{'a':1}}", "{'a':1,'$b':2}", "null"})
  void aReplacementThatIsNoneIsInvalid(String replacement) {
    assertFault(
        "replace-one: items, filter: {_id: 1}, replacement: '${body}'",
        replacement,
        Fault.Type.INVALID);
    assertValue("count: items, filter: {name: mug}", "0").isEqualTo("1");
  }

  @Test
  void findOneAndUpdateGivesTheDocumentBeforeOrAfter() {
    String raise = "find-one-and-update: items, filter: {_id: 3}, update: {$inc: {n: '${body}'}}";
    assertValue(raise, "1").isEqualTo("{'_id':3,'name':'pot','tags':[]}");
    assertValue(raise + ", return: before, projection: {n: 1}", "1").isEqualTo("{'_id':3,'n':1}");
    assertValue(raise + ", return: after, projection: {_id: 0, n: 1}", "1").isEqualTo("{'n':3}");
  }

  @Test
  void findOneAndUpdateTakesTheFirstInOrder() {
    String next = "find-one-and-update: items, filter: {taken: null}, update: {$set: {taken: 1}}";
    assertValue(next + ", sort: {_id: -1}, projection: {_id: 1}", "0").isEqualTo("{'_id':3}");
    assertValue(next + ", sort: {_id: -1}, projection: {_id: 1}", "0").isEqualTo("{'_id':2}");
  }

  @Test
  void findOneAndUpdateOfNothingHasNoValue() {
    String write = "find-one-and-update: items, filter: {_id: 9}, update: {$set: {a: 1}}";
    assertValue(write, "0").isEqualTo("null");
    assertValue(write + ", upsert: true", "0").isEqualTo("null");
    assertValue("count: items, filter: {_id: 9, a: 1}", "0").isEqualTo("1");
    assertValue(
            "find-one-and-update: items, filter: {_id: 8}, update: {$set: {a: 1}}, upsert: true,"
                + " return: after",
            "0")
        .isEqualTo("{'_id':8,'a':1}");
  }

  @Test
  void anUpdatedDocumentBeyondTheLimitIsUpdatedAllTheSame() {
    assertThatThrownBy(() ->
            run(
                "find-one-and-update: items, filter: {_id: 1}, update: {$set: {name: '${body}'}},"
                    + " return: after",
                "'" + "x".repeat(2_000) + "'"))
        .satisfies(error -> {
          assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.TOO_LARGE);
          assertThat(Fault.of(error).happened()).isTrue();
        });
    assertValue("count: items, filter: {name: mug}", "0").isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update-many: items, filter: {'a?': '${body}'}, update: {$set: {a: 1}}",
        "replace-one: items, filter: {'a?': '${body}'}, replacement: {}",
        "find-one-and-update: items, filter: {'a?': '${body}'}, update: {$set: {a: 1}}",
        "delete-many: items, filter: {'a?': '${body}'}",
        "update-many: items, filter: {}, update: {'$set?': {'a?': '${body}'}}",
        "find-one-and-update: items, filter: {}, update: {'$set?': {'a?': '${body}'}}"
      })
  void aWriteWhoseFilterOrUpdateWasOmittedIsInvalid(String task) {
    assertFault(task, "null", Fault.Type.INVALID);
  }

  @Test
  void bytesAndIdsOfOtherTypesAreFoundByTheirTexts() {
    String id = "'123e4567-e89b-12d3-a456-426614174000'";
    run("insert-one: items, document: {_id: '${uuid(body)}', key: '${binary(\"AQID\")}'}", id);
    assertValue("find-one: items, filter: {_id: '${uuid(body)}'}", id)
        .isEqualTo("{'_id':" + id + ",'key':'AQID'}");
    assertValue(
            "find-one-and-update: items, filter: {key: '${binary(body)}'},"
                + " update: {$set: {key: '${binary(\"BAUG\")}'}}, return: after",
            "'AQID'")
        .isEqualTo("{'_id':" + id + ",'key':'BAUG'}");
  }

  @Test
  void anIdOfMongoIsFoundByItsDigits() {
    shop.hold("items", "{_id: {$oid: '5f0000000000000000000abc'}}");
    assertValue(
            "find-one: items, filter: {_id: \"${objectId(body)}\"}", "'5f0000000000000000000abc'")
        .isEqualTo("{'_id':'5f0000000000000000000abc'}");
  }

  @Test
  void anAnswerBeyondTheLimitIsTooLarge() {
    String[] documents = new String[40];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = "{_id: " + i + ", text: '" + "x".repeat(100) + "'}";
    }
    shop.hold("items", documents);
    assertFault("find: items", "0", Fault.Type.TOO_LARGE);
    assertValue("find: items, sort: {_id: 1}, limit: 1, projection: {_id: 1}", "0")
        .isEqualTo("[{'_id':0}]");
  }

  @Test
  void anErrorOfTheServerIsAStatus() {
    assertFault("aggregate: items, pipeline: [{$noSuchStage: 1}]", "0", Fault.Type.STATUS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "find-one: ' '                                  | the name of a collection",
        "find-one: a, filter: [1]                       | a mapping of fields and conditions",
        "find-one: a, filter: '${body}'                 | got an expression",
        "find-one: a, filter: {$and: '${body}'}         | a list of filters",
        "find-one: a, filter: {$or: ['${body}']}        | got an expression",
        "find-one: a, filter: {b: {$not: '${body}'}}    | a mapping of operators",
        "find-one: a, filter: {b: {$elemMatch: '${body}'}} | got an expression",
        "find-one: a, filter: {$expr: '${body}'}        | got an expression",
        "find-one: a, filter: {b: {$in: c}}             | expected a list",
        "find-one: a, filter: {$where: 'x'}             | $where runs JavaScript",
        "find-one: a, filter: {$expr: {$function: {}}}  | $function runs JavaScript",
        "find-one: a, projection: '${body}'             | a mapping of fields",
        "find-one: a, sort: '${body}'                   | a mapping of fields",
        "find: a, limit: 0                              | an integer from 1",
        "find: a, limit: ten                            | an integer from 1",
        "find: a, skip: -1                              | an integer from 0",
        "aggregate: a                                   | pipeline is missing",
        "aggregate: a, pipeline: {}                     | a list of stages",
        "aggregate: a, pipeline: '${body}'              | a list of stages",
        "aggregate: a, pipeline: ['${body}']            | a stage",
        "aggregate: a, pipeline: [{$a: 1, $b: 1}]       | a stage, a mapping with one key",
        "aggregate: a, pipeline: [{$out: b}]            | this stage writes",
        "aggregate: a, pipeline: [{$lookup: {from: '${body}'}}] | a constant",
        "aggregate: a, pipeline: [{$group: {_id: 1, n: {$accumulator: {}}}}] | $accumulator runs",
        "distinct: a                                    | the name of a field",
        "distinct: a, field: '${body}'                  | the name of a field",
        "insert-one: a                                  | document is missing",
        "insert-one: a, document: [1]                   | expected a document",
        "update-one: a, update: {$set: {a: 1}}          | filter is missing",
        "update-one: a, filter: {}                      | update is missing",
        "update-one: a, filter: {}, update: {a: 1}      | and no operator of updates",
        "update-one: a, filter: {}, update: {$set: '${body}'} | a mapping of fields",
        "update-one: a, filter: {}, update: '${body}'   | got an expression",
        "update-one: a, filter: {}, update: {$set: {a: 1}}, upsert: 1 | true or false",
        "delete-one: a                                  | filter is missing",
        "delete-many: a                                 | filter is missing",
        "update-many: a, update: {$set: {a: 1}}         | filter is missing",
        "replace-one: a, filter: {}                     | replacement is missing",
        "replace-one: a, filter: {}, replacement: [1]   | expected a document",
        "replace-one: a, filter: {}, replacement: {$set: {a: 1}} | would be the name of a field",
        "find-one-and-update: a, filter: {}             | update is missing",
      })
  void aBadOperationIsAProblemOfTheFile(String task, String problem) {
    assertThat(shop.steps().problemsOf(task))
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains(problem);
  }

  private static AbstractStringAssert<?> assertValue(String task, String body) {
    return assertThat(run(task, body).replace('"', '\''));
  }

  private static String run(String task, String body) {
    Optional<Json> value = shop.steps().run(task, json(body));
    return value.map(Json::toString).orElse("absent");
  }

  private static void assertFault(String task, String body, Fault.Type expected) {
    assertThatThrownBy(() -> run(task, body))
        .satisfies(error -> assertThat(Fault.of(error).type()).isEqualTo(expected));
  }

  static Json json(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
