package dev.joinall.backend.sql;

import dev.joinall.testing.PostgresServer;
import dev.joinall.testing.TestAuthority;

class PostgresTlsTest extends SqlTls {
  @Override
  String uri() {
    return PostgresServer.shared().uri();
  }

  @Override
  TestAuthority authority() {
    return PostgresServer.shared().authority();
  }

  @Override
  String cipher() {
    return "query: select cipher from pg_stat_ssl where pid = pg_backend_pid(), one: true";
  }

  @Override
  String slow() {
    return "select pg_sleep(30)";
  }

  @Override
  String running() {
    return "query: \"select count(*) as n from pg_stat_activity"
        + " where state = 'active' and query = 'select pg_sleep(30)'\", one: true";
  }
}
