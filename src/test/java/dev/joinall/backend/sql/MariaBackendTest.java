package dev.joinall.backend.sql;

class MariaBackendTest extends SqlContract {
  @Override
  SqlServer database() {
    return new MariaSql();
  }
}
