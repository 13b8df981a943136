package dev.joinall.backend.sql;

class MariaTlsTest extends SqlTls {
  @Override
  SqlServer database() {
    return new MariaSql();
  }
}
