package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.joinall.backend.Fault;
import dev.joinall.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tasks do with one of the servers. */
abstract class SqlTasks {
  private static final Duration SOON = Duration.ofSeconds(10);

  private SqlFixture it;

  abstract SqlServer database();

  @BeforeEach
  void start() {
    it = new SqlFixture(database().uri(), ", timeout: 9s, max-body: 2KB");
    it.run("execute: drop table if exists items");
    it.run(
        "execute: \"create table items (id int primary key, name varchar(20), price numeric(9,2))\"");
    it.run(
        "execute: \"insert into items values (1, 'mug', 14.80), (2, 'cup', 9.50), (3, null, 1)\"");
  }

  @AfterEach
  void stop() {
    if (it != null) { // null if the test was skipped
      it.close();
    }
  }

  SqlFixture it() {
    return it;
  }

  @Test
  void aQueryGivesItsRows() {
    assertThat(it.run("query: 'select name, price from items where id < 3 order by id'"))
        .contains("[{\"name\":\"mug\",\"price\":14.80},{\"name\":\"cup\",\"price\":9.50}]");
  }

  @Test
  void noRowIsAnEmptyListOrAbsent() {
    assertThat(it.run("query: select name from items where id = 9")).contains("[]");
    assertThat(it.run("query: select name from items where id = 9, one: true")).isEmpty();
  }

  @Test
  void oneIsTheFirstRow() {
    assertThat(it.run("query: select id from items order by id, one: true")).contains("{\"id\":1}");
  }

  @Test
  void anArgumentIsAValueWhateverItHolds() {
    String task = "query: 'select id from items where name = :name', args: {name: \"${body}\"}";
    assertThat(it.run(task, "\"mug\"")).contains("[{\"id\":1}]");
    assertThat(it.run(task, "\"' or '1'='1\"")).contains("[]");
    assertThat(it.run(task, "\"\\\\' or 1=1 -- \"")).contains("[]");
    assertThat(it.run(task, "null")).contains("[]");
  }

  @Test
  void aNameMayBeWrittenTwice() {
    assertThat(
            it.run(
                "query: 'select id from items where id = :id or id = :id + 1 order by id',"
                    + " args: {id: \"${body}\"}",
                "1"))
        .contains("[{\"id\":1},{\"id\":2}]");
  }

  @Test
  void anExecuteSaysHowManyRowsItChanged() {
    assertThat(
            it.run(
                "execute: 'update items set price = :price where id < :id',"
                    + " args: {price: 12.30, id: 3}"))
        .contains("{\"rows\":2}");
    assertThat(it.run("query: select price from items where id = 1, one: true"))
        .contains("{\"price\":12.30}");
  }

  @Test
  void anExecuteGivesWhatItReturns() {
    assumeTrue(database().returns());
    assertThat(
            it.run(
                "execute: 'insert into items (id, name) values (:id, :name) returning id, name',"
                    + " args: {id: 7, name: null}"))
        .contains("{\"rows\":1,\"returning\":[{\"id\":7,\"name\":null}]}");
  }

  @Test
  void statementsAreOneTransaction() {
    assertThat(
            it.run(
                "statements: [{execute: 'update items set price = 1 where id = :id', args: {id: 1}},"
                    + " {query: 'select price from items where id = 1', one: true}]"))
        .contains("[{\"rows\":1},{\"price\":1.00}]");
  }

  @Test
  void anErrorRollsAllStatementsBack() {
    Fault fault =
        it.fault(
            "statements: [{execute: 'update items set price = 1 where id = 1'},"
                + " {execute: 'insert into items (id) values (2)'}]");

    assertThat(fault.type()).as(fault.detail()).isEqualTo(Fault.Type.CONFLICT);
    assertThat(fault.happened()).isFalse();
    assertThat(it.run("query: select price from items where id = 1, one: true"))
        .contains("{\"price\":14.80}");
  }

  /**
   * Threads of calls and of answers meet at the connection: no lock of a driver may be waited for.
   */
  @Test
  void manyTransactionsInARowFailInTheSameWay() {
    for (int i = 0; i < 300; i++) {
      Fault fault =
          it.fault(
              "statements: [{execute: 'update items set price = 1 where id = 1'},"
                  + " {execute: 'insert into items (id) values (2)'}]");
      assertThat(fault.type()).as(fault.detail()).isEqualTo(Fault.Type.CONFLICT);
    }
  }

  @Test
  void aDuplicateKeyIsAConflict() {
    Fault fault = it.fault("execute: insert into items (id) values (1)");

    assertThat(fault.type()).isEqualTo(Fault.Type.CONFLICT);
    assertThat(fault.nature()).isEqualTo(Fault.Nature.CALLERS);
  }

  @Test
  void aWrongStatementIsAStatusOfAServerThatIsWell() {
    for (String sql :
        new String[] {"select nothing from items", "select from from", "select * from nowhere"}) {
      Fault fault = it.fault("query: " + sql);
      assertThat(fault.type()).isEqualTo(Fault.Type.STATUS);
      assertThat(fault.nature()).isEqualTo(Fault.Nature.CALLERS);
      assertThat(fault.detail()).doesNotContain("items").doesNotContain("nowhere");
    }
  }

  @Test
  void aValueThatDoesNotFitIsInvalid() {
    Fault fault =
        it.fault(
            "execute: 'insert into items (id) values (:id)', args: {id: \"${body}\"}", "\"x\"");

    assertThat(fault.type()).isEqualTo(Fault.Type.INVALID);
  }

  @Test
  void rowsBeyondTheLimitAreTooLarge() {
    Fault fault =
        it.fault("query: 'select a.id from items a, items b, items c, items d, items e, items f'");

    assertThat(fault.type()).isEqualTo(Fault.Type.TOO_LARGE);
    assertThat(it.run("query: select id from items where id = 1")).contains("[{\"id\":1}]");
  }

  @Test
  void twoColumnsOfOneNameAreInvalid() {
    assertThat(it.fault("query: 'select 1 as a, 2 as a'").type()).isEqualTo(Fault.Type.INVALID);
  }

  @Test
  void anEffectWhoseRowsCantBeWrittenHasHappened() {
    assumeTrue(database().returns());
    Fault fault =
        it.fault("execute: 'insert into items (id) values (99) returning id as a, id as a'");

    assertThat(fault.type()).isEqualTo(Fault.Type.INVALID);
    assertThat(fault.happened()).isTrue();
    assertThat(it.run("query: 'select count(*) as n from items where id = 99', one: true"))
        .contains("{\"n\":1}");
  }

  @Test
  void aCancelledStatementEndsOnTheServerAndItsConnectionIsUsedAgain() {
    var call =
        it.steps().step("query: " + database().slow()).run(it.steps().scope(Json.NULL)).subscribe();
    await()
        .atMost(SOON)
        .until(() -> it.run(database().running()).orElseThrow().equals("{\"n\":1}"));
    call.dispose();
    await()
        .atMost(SOON)
        .until(() -> it.run(database().running()).orElseThrow().equals("{\"n\":0}"));
    await().atMost(SOON).until(() -> it.steps().backend().pool().inUse() == 0);
    assertThat(it.steps().backend().pool().idle()).isEqualTo(2);
  }

  @Test
  void aTimeoutEndsTheStatementOnTheServer() {
    assertThat(it.fault("query: " + database().slow() + ", timeout: 500ms").type())
        .isEqualTo(Fault.Type.TIMEOUT);
    await()
        .atMost(SOON)
        .until(() -> it.run(database().running()).orElseThrow().equals("{\"n\":0}"));
  }

  @Test
  void wrongTasksAreProblems() {
    assertThat(it.problems("query: delete from items"))
        .containsExactly(
            "a query only reads, and this statement may write | write execute in place of query");
    assertThat(it.problems("execute: commit")).hasSize(1).first().asString().contains("COMMIT");
    assertThat(it.problems("query: 'select 1 where 1 = :a', args: {b: 1}"))
        .containsExactly(
            "the parameter :a has no value | write args: { a: ... }",
            "the statement has no parameter :b | known here: a");
    assertThat(it.problems("query: select 1; select 2")).hasSize(1);
  }
}
