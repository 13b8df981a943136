package dev.joinall.backend.sql;

import dev.joinall.testing.MariaServer;

class MariaSessionsTest extends SqlSessions {
  @Override
  String uri() {
    return MariaServer.shared().uri();
  }

  @Override
  void run(String sql) {
    MariaServer.shared().run(sql);
  }

  @Override
  String connection() {
    return "connection_id()";
  }

  @Override
  String sleep(String seconds) {
    return "sleep(" + seconds + ")";
  }

  @Override
  String endOwnConnection() {
    return "kill connection_id()";
  }
}
