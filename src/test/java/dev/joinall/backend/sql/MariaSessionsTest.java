package dev.joinall.backend.sql;

class MariaSessionsTest extends SqlSessions {
  @Override
  SqlServer database() {
    return new MariaSql();
  }
}
