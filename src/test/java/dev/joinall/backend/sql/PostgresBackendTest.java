package dev.joinall.backend.sql;

import dev.joinall.testing.PostgresServer;
import org.junit.jupiter.api.BeforeAll;

class PostgresBackendTest extends SqlContract {
  private static PostgresServer postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = PostgresServer.shared();
    postgres.run("drop table if exists contract");
    postgres.run("create table contract (id bigint primary key, name text)");
    postgres.run("insert into contract values (1, 'mug')");
    connectOnce(postgres.uri());
  }

  @Override
  protected String server() {
    return postgres.uri();
  }

  @Override
  String uri(String login) {
    return postgres.uri(login);
  }
}
