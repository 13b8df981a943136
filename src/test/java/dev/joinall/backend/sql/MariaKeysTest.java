package dev.joinall.backend.sql;

class MariaKeysTest extends SqlKeys {
  @Override
  SqlServer database() {
    return new MariaSql();
  }
}
