package dev.joinall.backend.sql;

class PostgresBackendTest extends SqlContract {
  @Override
  SqlServer database() {
    return new PostgresSql();
  }
}
