package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import dev.joinall.testing.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresSessionsTest extends SqlSessions {
  @Override
  SqlServer database() {
    return new PostgresSql();
  }

  @Test
  void aCommitThatIsRefusedIsTheFaultOfTheLastWrite() throws Exception {
    database().run("drop table if exists late");
    database().run("create table late (id int unique deferrable initially deferred)");
    database().run("insert into late values (1)");
    String file =
        """
        backends: { shop: { kind: sql, uri: "%s", pool: { max: 1 } } }
        aggregations:
          put:
            route: POST /put
            session: transaction
            tasks:
              put: { backend: shop, execute: "insert into late values (1)" }
              read: { backend: shop, query: "select count(*) as n from late", needs: [put] }
        """
            .formatted(database().uri());
    try (var server = TestServer.serve(file, Map.of())) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(server.url() + "/put"))
                      .POST(BodyPublishers.noBody())
                      .build(),
                  BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body())
          .contains(
              "the transaction was rolled back: the task \\\"put\\\" failed: conflict",
              "{\"task\":\"put\",\"fault\":\"conflict\"}");
    }
    assertThat(PostgresServer.shared().first("select count(*) from late")).isEqualTo("1");
  }

  @Test
  void statementsHaveTheTimeThatIsLeft() {
    try (var fixture = new SqlFixture(database().uri(), ", timeout: 700ms")) {
      assertThat(
              fixture.run(
                  "statements: [{query: \"select current_setting('statement_timeout')::interval"
                      + " < interval '701 milliseconds' as a\"}]"))
          .contains("[[{\"a\":true}]]");
    }
  }
}
