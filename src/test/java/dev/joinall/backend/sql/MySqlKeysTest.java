package dev.joinall.backend.sql;

class MySqlKeysTest extends SqlKeys {
  @Override
  SqlServer database() {
    return new MySqlSql();
  }
}
