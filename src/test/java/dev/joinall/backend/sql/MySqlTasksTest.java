package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MySqlTasksTest extends SqlTasks {
  @Override
  SqlServer database() {
    return new MySqlSql();
  }

  @Test
  void aListStandsInIn() {
    String task =
        "query: 'select id from items where id in (:ids) order by id', args: {ids: \"${body}\"}";
    assertThat(it().run(task, "[3, 1, 9]")).contains("[{\"id\":1},{\"id\":3}]");
    assertThat(it().run(task, "[]")).contains("[]");
    assertThat(it().run(task, "2")).contains("[{\"id\":2}]");
  }
}
