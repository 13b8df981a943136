package dev.joinall.backend.sql;

class MySqlSessionsTest extends SqlSessions {
  @Override
  SqlServer database() {
    return new MySqlSql();
  }
}
