package dev.joinall.backend.sql;

class PostgresKeysTest extends SqlKeys {
  @Override
  SqlServer database() {
    return new PostgresSql();
  }
}
