package dev.joinall.backend.sql;

import dev.joinall.testing.MariaServer;
import dev.joinall.testing.TestAuthority;

class MariaTlsTest extends SqlTls {
  @Override
  String uri() {
    return MariaServer.shared().uri();
  }

  @Override
  TestAuthority authority() {
    return MariaServer.shared().authority();
  }

  @Override
  String cipher() {
    return "query: \"select variable_value as cipher from information_schema.session_status"
        + " where variable_name = 'Ssl_cipher'\", one: true";
  }

  @Override
  String slow() {
    return "select sleep(30) as it";
  }

  @Override
  String running() {
    return "query: \"select count(*) as n from information_schema.processlist"
        + " where info like 'select sleep(30%'\", one: true";
  }
}
