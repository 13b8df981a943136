package dev.joinall.backend.sql;

import dev.joinall.testing.MariaServer;
import dev.joinall.testing.TestAuthority;

/** MariaDB. */
final class MariaSql implements SqlServer {
  @Override
  public String uri(String login) {
    return MariaServer.shared().uri(login);
  }

  @Override
  public void run(String sql) {
    MariaServer.shared().run(sql);
  }

  @Override
  public TestAuthority authority() {
    return MariaServer.shared().authority();
  }

  @Override
  public String connection() {
    return "connection_id()";
  }

  @Override
  public String sleep(int seconds) {
    return "sleep(" + seconds + ")";
  }

  @Override
  public String running() {
    return "query: \"select count(*) as n from information_schema.processlist"
        + " where info like 'select sleep(30%'\", one: true";
  }

  @Override
  public String cipher() {
    return "query: \"select variable_value as cipher from information_schema.session_status"
        + " where variable_name = 'Ssl_cipher'\", one: true";
  }

  @Override
  public String endOwnConnection() {
    return "kill connection_id()";
  }
}
