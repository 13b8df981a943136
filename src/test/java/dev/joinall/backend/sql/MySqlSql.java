package dev.joinall.backend.sql;

import dev.joinall.testing.MySqlServer;
import dev.joinall.testing.TestAuthority;

/** MySQL, where one is given. */
final class MySqlSql implements SqlServer {
  @Override
  public String uri(String login) {
    return MySqlServer.given().uri(login);
  }

  @Override
  public String options() {
    return MySqlServer.OPTIONS;
  }

  @Override
  public void run(String sql) {
    MySqlServer.given().run(sql);
  }

  @Override
  public TestAuthority authority() {
    throw new UnsupportedOperationException("the server has made its certificate itself");
  }

  @Override
  public String connection() {
    return "connection_id()";
  }

  /** If a statement is only {@code sleep()}, the end of it that is asked for is no error. */
  @Override
  public String sleep(int seconds) {
    return "(select count(*) from (select 1 as a) as one where sleep(" + seconds + ") = 0)";
  }

  @Override
  public boolean returns() {
    return false;
  }

  @Override
  public String running() {
    return "query: \"select count(*) as n from performance_schema.processlist"
        + " where info like 'select (select count(*)%sleep(30%'\", one: true";
  }

  @Override
  public String cipher() {
    return "query: \"select variable_value as cipher from performance_schema.session_status"
        + " where variable_name = 'Ssl_cipher'\", one: true";
  }

  @Override
  public String endOwnConnection() {
    return "kill connection_id()";
  }
}
