package dev.joinall.backend.sql;

import dev.joinall.testing.PostgresServer;
import org.junit.jupiter.api.Test;

class PostgresKillsTest extends SqlKills {
  @Override
  SqlServer database() {
    return new PostgresSql();
  }

  @Override
  void makeCommitsLast() {
    database().run("alter database shop set synchronous_commit to on");
  }

  @Override
  void kill() {
    PostgresServer.shared().kill();
  }

  @Override
  void restart() {
    PostgresServer.shared().restart();
    dropHold();
  }

  @Override
  void holdCommits() {
    database()
        .run(
            "create or replace function hold() returns trigger language plpgsql as"
                + " 'begin perform pg_sleep(60); return null; end'");
    database()
        .run(
            "create constraint trigger held after insert on one deferrable initially deferred"
                + " for each row execute function hold()");
  }

  /** Then the server ends all its connections and recovers; it says so to each. */
  @Test
  void anotherProcessThatIsKilledLeavesCommitsUnknown() throws Exception {
    assertCommitsUnknown(
        () -> PostgresServer.shared().killProcess("checkpointer"),
        () -> {
          PostgresServer.shared().awaitReady();
          dropHold();
        });
  }

  private void dropHold() {
    database().run("drop trigger if exists held on one");
  }

  @Override
  String waitingCommits() {
    return "query: \"select pid as id from pg_stat_activity where wait_event = 'PgSleep'\"";
  }
}
