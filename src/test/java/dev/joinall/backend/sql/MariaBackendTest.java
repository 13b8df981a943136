package dev.joinall.backend.sql;

import dev.joinall.testing.MariaServer;
import org.junit.jupiter.api.BeforeAll;

class MariaBackendTest extends SqlContract {
  private static MariaServer maria;

  @BeforeAll
  static void startMaria() {
    maria = MariaServer.shared();
    maria.run("drop table if exists contract");
    maria.run("create table contract (id bigint primary key, name varchar(20))");
    maria.run("insert into contract values (1, 'mug')");
    connectOnce(maria.uri());
  }

  @Override
  protected String server() {
    return maria.uri();
  }

  @Override
  String uri(String login) {
    return maria.uri(login);
  }
}
