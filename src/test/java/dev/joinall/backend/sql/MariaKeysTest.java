package dev.joinall.backend.sql;

import dev.joinall.testing.MariaServer;

class MariaKeysTest extends SqlKeys {
  @Override
  String uri() {
    return MariaServer.shared().uri();
  }

  @Override
  void run(String sql) {
    MariaServer.shared().run(sql);
  }
}
