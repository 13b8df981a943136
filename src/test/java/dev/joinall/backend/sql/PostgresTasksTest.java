package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Fault;
import org.junit.jupiter.api.Test;

class PostgresTasksTest extends SqlTasks {
  @Override
  SqlServer database() {
    return new PostgresSql();
  }

  @Test
  void aListIsAnArray() {
    assertThat(
            it().run(
                    "query: 'select id from items where id = any(:ids) order by id',"
                        + " args: {ids: \"${body}\"}",
                    "[3, 1, 9]"))
        .contains("[{\"id\":1},{\"id\":3}]");
    assertThat(it().problems("query: 'select 1 where 1 in (:ids)', args: {ids: [1]}"))
        .containsExactly(
            "in (:ids) compares with one value"
                + " | write = any(:ids), and give a list; or = :ids for one value");
  }

  @Test
  void anObjectIsStoredAsJsonWithItsDigits() {
    it().run("execute: drop table if exists docs");
    it().run("execute: create table docs (it jsonb)");
    it().run(
            "execute: 'insert into docs values (:it)', args: {it: \"${body}\"}",
            "{\"a\":1.10,\"b\":[12345678901234567890]}");
    assertThat(it().run("query: select it from docs, one: true"))
        .contains("{\"it\":{\"a\": 1.10, \"b\": [12345678901234567890]}}");
  }

  @Test
  void aStatementThatTheServerEndsIsATimeoutAndASerializationFailurePasses() {
    assertThat(
            it().fault(
                    "query: \"select 1/(case when pg_cancel_backend(pg_backend_pid()) then 1 end)"
                        + " as a, pg_sleep(1)\"")
                .type())
        .isEqualTo(Fault.Type.TIMEOUT);
    Fault deadlock =
        it().fault(
                "execute: \"do $q$ begin raise exception 'x' using errcode = '40001'; end $q$\"");
    assertThat(deadlock.type()).isEqualTo(Fault.Type.STATUS);
    assertThat(deadlock.nature()).isEqualTo(Fault.Nature.TRANSIENT);
  }
}
