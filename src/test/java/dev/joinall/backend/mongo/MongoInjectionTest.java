package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a request are data, and never operators. */
@ExtendWith(LacksOfServer.class)
class MongoInjectionTest {
  private static MongoFixture shop;

  @BeforeAll
  static void start() {
    shop = new MongoFixture("max-body: 1MB");
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @BeforeEach
  void fill() {
    shop.hold(
        "users",
        "{_id: 1, name: 'ann', password: 'secret', roles: ['user'], a: {b: 1}}",
        "{_id: 2, name: 'b.n', password: 'hidden', roles: ['admin'], a: {b: 2}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$ne':null}",
        "{'$gt':''}",
        "{'$regex':'.*'}",
        "{'$in':['secret','hidden']}",
        "{'$not':{'$eq':'x'}}",
        "{'$exists':true}",
        "{'$where':'true'}",
        "{'$expr':true}",
        "[{'$ne':null}]",
        "{'$elemMatch':{'$ne':null}}",
        "'$password'",
        "'.*'",
      })
  void anObjectIsComparedAndFindsNothing(String body) {
    assertThat(count("{password: '${body}'}", body)).isZero();
    assertThat(count("{password: {$eq: '${body}'}}", body)).isZero();
    assertThat(count("{$or: [{password: '${body}'}, {name: '${body}'}]}", body)).isZero();
    assertThat(count("{$and: [{password: '${body}'}]}", body)).isZero();
    assertThat(count("{a: {b: '${body}'}}", body)).isZero();
    assertThat(count("{roles: {$elemMatch: {$eq: '${body}'}}}", body)).isZero();
    assertThat(count("{password: ['${body}']}", body)).isZero();
    assertThat(count("{password: {$regex: '${body}'}}", body)).isZero();
    assertThat(count("{$expr: {$eq: [$password, '${body}']}}", body)).isZero();
  }

  @Test
  void literalValuesAreFound() {
    assertThat(count("{password: '${body}'}", "'secret'")).isOne();
    assertThat(count("{a: {b: '${body}'}}", "2")).isOne();
    assertThat(count("{roles: {$elemMatch: {$eq: '${body}'}}}", "'admin'")).isOne();
    assertThat(count("{$expr: {$eq: [$password, '${body}']}}", "'secret'")).isOne();
    assertThat(count("{name: {$in: '${body}'}}", "['ann','b.n']")).isEqualTo(2);
    assertThat(count("{name: {$in: ['${body}', x]}}", "'ann'")).isOne();
    assertThat(count("{name: {$not: {$eq: '${body}'}}}", "'ann'")).isOne();
    assertThat(count("{roles: {$all: ['${body}']}}", "'admin'")).isOne();
  }

  @Test
  void aPatternOfTheFileTakesTextsAsTheyAre() {
    assertThat(count("{name: {$regex: '^${body}$'}}", "'b.n'")).isOne();
    assertThat(count("{name: {$regex: '^${body}'}}", "'.'")).isZero();
    assertThat(count("{name: {$regex: '${body}'}}", "'.'")).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: {$size: '${body}'}}",
        "{roles: {$all: ['${body}']}}",
        "{roles: {$all: '${[body]}'}}",
        "{$comment: '${body}'}",
        "{a: {$geoWithin: {$geometry: '${body}'}}}",
      })
  void objectsThatCouldBeOperatorsAreRefused(String filter) {
    assertInvalid("find: users, filter: " + filter, "{'$elemMatch':{'$ne':null}}");
    assertInvalid("find: users, filter: " + filter, "{'a':[{'$ne':null}]}");
  }

  @Test
  void aListIsAList() {
    assertInvalid("find: users, filter: {name: {$in: '${body}'}}", "'ann'");
    assertInvalid("find: users, filter: {name: {$nin: '${body}'}}", "{'$ne':1}");
  }

  @Test
  void aPipelineShowsValuesAndNoFields() {
    assertThat(
            run(
                "aggregate: users, pipeline: [{$match: {_id: 1}},"
                    + " {$project: {_id: 0, x: '${body}', y: {$concat: ['-', '${body}']}}}]",
                "'$password'"))
        .isEqualTo("[{'x':'$password','y':'-$password'}]");
    assertThat(
            run(
                "aggregate: users, pipeline: [{$match: {_id: 1}},"
                    + " {$addFields: {x: '${body}'}}, {$project: {_id: 0, x: 1}}]",
                "{'$concat':['$password']}"))
        .isEqualTo("[{'x':{'$concat':['$password']}}]");
    assertThat(run("aggregate: users, pipeline: [{$match: {password: '${body}'}}]", "{'$ne':1}"))
        .isEqualTo("[]");
    assertInvalid("aggregate: users, pipeline: [{$limit: '${body}'}]", "{'$ne':1}");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "mongo.server",
      matches = ".+",
      disabledReason = "FerretDB answers $pull in another way")
  void anUpdateStoresWhatItIsGiven() {
    run("update-one: users, filter: {_id: 1}, update: {$push: {roles: '${body}'}}", "'guest'");
    assertThat(roles()).isEqualTo("{'roles':['user','guest']}");
    run("update-one: users, filter: {_id: 1}, update: {$pull: {roles: '${body}'}}", "{'$ne':1}");
    assertThat(roles()).isEqualTo("{'roles':['user','guest']}");
    run("update-one: users, filter: {_id: 1}, update: {$pull: {roles: '${body}'}}", "'user'");
    assertThat(roles()).isEqualTo("{'roles':['guest']}");
    assertInvalid(
        "update-one: users, filter: {_id: 1}, update: {$inc: {n: '${body}'}}", "{'$each':[1]}");
  }

  @Test
  void aListInAPushIsOneItem() {
    run("update-one: users, filter: {_id: 1}, update: {$push: {roles: '${body}'}}", "{'n':[1]}");
    assertThat(roles()).isEqualTo("{'roles':['user',{'n':[1]}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'\\ud800'", "1e7000", "1234567890123456789012345678901234.5", "{'a\\u0000b':1}"})
  void valuesThatBsonCantRepresentAreInvalid(String body) {
    assertInvalid("find: users, filter: {name: '${body}'}", body);
  }

  private static String roles() {
    return run("find-one: users, filter: {_id: 1}, projection: {_id: 0, roles: 1}", "0");
  }

  private static long count(String filter, String body) {
    return Long.parseLong(run("count: users, filter: " + filter, body));
  }

  private static String run(String task, String body) {
    return shop.steps()
        .run(task, MongoVerbsTest.json(body))
        .map(Json::toString)
        .orElse("absent")
        .replace('"', '\'');
  }

  private static void assertInvalid(String task, String body) {
    assertThatThrownBy(() -> run(task, body))
        .satisfies(error -> assertThat(Fault.of(error).type()).isEqualTo(Fault.Type.INVALID));
  }
}
