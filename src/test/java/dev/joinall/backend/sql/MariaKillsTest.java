package dev.joinall.backend.sql;

import static org.awaitility.Awaitility.await;

import dev.joinall.testing.MariaServer;
import java.time.Duration;

class MariaKillsTest extends SqlKills {
  private static final String PROCESSES = "query: \"select id from information_schema.processlist";

  @Override
  SqlServer database() {
    return new MariaSql();
  }

  @Override
  void makeCommitsLast() {
    database().run("set global innodb_flush_log_at_trx_commit = 2");
  }

  @Override
  void kill() {
    MariaServer.shared().kill();
  }

  @Override
  void restart() {
    MariaServer.shared().restart();
    makeCommitsLast();
  }

  @Override
  void holdCommits() {
    Thread.ofVirtual().start(this::hold);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ids(PROCESSES + " where info like 'select sleep(60)%'\"").size() == 1);
  }

  private void hold() {
    try {
      database()
          .run(
              "backup stage start; backup stage flush; backup stage block_ddl;"
                  + " backup stage block_commit; select sleep(60)");
    } catch (IllegalStateException e) {
      // the server was killed
    }
  }

  @Override
  String waitingCommits() {
    return PROCESSES + " where state = 'Waiting for backup lock'\"";
  }
}
