package dev.joinall.backend.sql;

import dev.joinall.testing.PostgresServer;

class PostgresKeysTest extends SqlKeys {
  @Override
  String uri() {
    return PostgresServer.shared().uri();
  }

  @Override
  void run(String sql) {
    PostgresServer.shared().run(sql);
  }
}
