package dev.joinall.backend.sql;

class MySqlBackendTest extends SqlContract {
  @Override
  SqlServer database() {
    return new MySqlSql();
  }
}
