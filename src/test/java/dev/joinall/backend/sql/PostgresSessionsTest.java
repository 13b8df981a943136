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
import java.util.concurrent.CompletableFuture;
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
  void staleValuesArePurgedAfterTheCommit() throws Exception {
    database().run("drop table if exists kept");
    database().run("create table kept (id int, amount int)");
    database().run("insert into kept values (1, 1)");
    String file =
        """
        backends: { shop: { kind: sql, uri: "%s", timeout: 9s, pool: { max: 3 } } }
        aggregations:
          read:
            route: GET /kept
            deadline: 10s
            tasks:
              it:
                backend: shop
                query: select amount from kept
                cache: { ttl: 1h, tags: kept }
          add:
            route: POST /kept
            deadline: 10s
            input: { body: { type: object, properties: { by: { type: integer } } } }
            session: transaction
            tasks:
              add: { backend: shop, execute: update kept set amount = amount + 1, invalidates: kept, required: true }
              slow: { backend: shop, query: "select count(pg_sleep(0.3)) as n", needs: [add] }
              sure: { backend: shop, execute: "insert into kept values (2, 1 / :by)", args: { by: "${body.by}" }, needs: [slow], required: true }
        """
            .formatted(database().uri());
    try (var server = TestServer.serve(file, Map.of())) {
      assertThat(kept(server)).isEqualTo("{\"it\":[{\"amount\":1}]}");
      CompletableFuture<HttpResponse<String>> rolledBack = add(server, 0);
      assertThat(kept(server)).isEqualTo("{\"it\":[{\"amount\":1}]}");
      assertThat(rolledBack.join().statusCode()).isNotEqualTo(200);
      database().run("update kept set amount = 7");
      assertThat(kept(server)).isEqualTo("{\"it\":[{\"amount\":1}]}");
      assertThat(add(server, 1).join().statusCode()).isEqualTo(200);
      assertThat(kept(server)).contains("{\"amount\":8}");
    }
  }

  private static CompletableFuture<HttpResponse<String>> add(TestServer server, int by) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(server.url() + "/kept"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"by\":" + by + "}"))
                .build(),
            BodyHandlers.ofString());
  }

  private static String kept(TestServer server) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + "/kept")).build(),
            BodyHandlers.ofString())
        .body();
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
