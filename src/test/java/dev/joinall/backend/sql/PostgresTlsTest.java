package dev.joinall.backend.sql;

class PostgresTlsTest extends SqlTls {
  @Override
  SqlServer database() {
    return new PostgresSql();
  }
}
