package dev.joinall.backend.sql;

import dev.joinall.testing.PostgresServer;
import dev.joinall.testing.TestAuthority;

/** PostgreSQL. */
final class PostgresSql implements SqlServer {
  @Override
  public String uri(String login) {
    return PostgresServer.shared().uri(login);
  }

  @Override
  public void run(String sql) {
    PostgresServer.shared().run(sql);
  }

  @Override
  public TestAuthority authority() {
    return PostgresServer.shared().authority();
  }

  @Override
  public String connection() {
    return "pg_backend_pid()";
  }

  @Override
  public String sleep(int seconds) {
    return "pg_sleep(" + seconds + ")";
  }

  @Override
  public String running() {
    return "query: \"select count(*) as n from pg_stat_activity"
        + " where state = 'active' and query = '"
        + slow()
        + "'\", one: true";
  }

  @Override
  public String cipher() {
    return "query: select cipher from pg_stat_ssl where pid = pg_backend_pid(), one: true";
  }

  @Override
  public String endOwnConnection() {
    return "select pg_terminate_backend(pg_backend_pid()) as a";
  }
}
