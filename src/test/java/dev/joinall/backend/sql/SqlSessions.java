package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tasks of one request on one connection, whose pool has no other: a connection that is not given
 * back fails the next request.
 */
abstract class SqlSessions {
  private final HttpClient http = HttpClient.newHttpClient();
  private TestServer server;

  abstract SqlServer database();

  private String file() {
    return """
    backends:
      shop: { kind: sql, uri: "%s", timeout: 9s, pool: { max: 1, max-pending: 50, acquire-timeout: 9s } }
    aggregations:
      causal:
        route: POST /causal
        deadline: 20s
        session: causal
        tasks:
          put: { backend: shop, execute: "insert into placed (id) values (1)" }
          mine: { backend: shop, query: "select %s as it", one: true }
          seen: { backend: shop, query: "select count(*) as n from placed", one: true, needs: [put] }
          same: { backend: shop, query: "select %s as it", one: true, needs: [seen] }
      place:
        route: POST /place/{id}
        session: transaction
        deadline: 10s
        input: { path: { id: { type: integer } } }
        refuse:
          - when: "${tasks.count.n > 3}"
            status: 409
            detail: too many
        tasks:
          count: { backend: shop, query: "select count(*) as n from placed", one: true }
          put:
            backend: shop
            execute: "insert into placed (id) values (:id)"
            args: { id: "${path.id}" }
            needs: [count]
          more:
            backend: shop
            statements:
              - execute: "insert into parts (id, placed) values (:id, :id)"
                args: { id: "${path.id}" }
              - query: "select count(*) as n from parts"
            needs: [put]
          none: { backend: shop, query: "select 1 as a from placed where id = -1", one: true, fallback: { a: 2 } }
      seen:
        route: POST /seen
        session: transaction
        deadline: 10s
        tasks:
          put: { backend: shop, execute: "insert into placed (id) values (1)" }
          each:
            backend: shop
            execute: "insert into placed (id) values (:id)"
            args: { id: "${item}" }
            for-each: { in: "${[2, 3]}" }
            needs: [put]
          twice: { backend: shop, execute: "insert into placed (id) values (1)", needs: [each] }
          before: { value: "${outcomes.put.happened}" }
        respond:
          unmet:
            status: 409
            body:
              before: "${tasks.before}"
              put: "${outcomes.put.happened}"
              each: "${outcomes.each.happened}"
              items: "${outcomes.each.items.map(it, it.happened)}"
              twice: "${outcomes.twice.happened}"
      slow:
        route: POST /slow
        session: transaction
        deadline: 400ms
        on-disconnect: cancel
        tasks:
          put: { backend: shop, execute: "insert into placed (id) values (77)" }
          wait: { backend: shop, query: "select %s as w", needs: [put] }
      broken:
        route: POST /broken
        deadline: 10s
        session: transaction
        tasks:
          put: { backend: shop, execute: "insert into placed (id) values (88)" }
          end: { backend: shop, execute: "%s", needs: [put], fallback: [] }
      each:
        route: POST /each
        deadline: 10s
        session: transaction
        input: { body: { type: array } }
        tasks:
          put:
            backend: shop
            execute: "insert into placed (id) values (:id)"
            args: { id: "${item}" }
            for-each: { in: "${body}" }
      late:
        route: POST /late
        deadline: 10s
        session: causal
        tasks:
          wait: { backend: shop, query: "select %s as w", timeout: 100ms }
          put: { backend: shop, execute: "insert into placed (id) values (5)", when: "${outcomes.wait.status == 'failed'}" }
      count: { route: GET /count, deadline: 10s, tasks: { n: { backend: shop, query: "select count(*) as n from placed", one: true } } }
    """
        .formatted(
            database().uri(),
            database().connection(),
            database().connection(),
            database().sleep(5),
            database().endOwnConnection(),
            database().sleep(6));
  }

  @BeforeEach
  void serve() {
    database().run("drop table if exists parts");
    database().run("drop table if exists placed");
    database().run("create table placed (id int primary key)");
    database().run("create table parts (id int primary key, placed int references placed (id))");
    server = TestServer.serve(file(), Map.of());
  }

  @AfterEach
  void close() {
    if (server != null) { // null if the test was skipped
      server.close();
    }
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws Exception {
    return post(path, "");
  }

  /** Over the only connection, so it was given back. */
  private String placed() throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/count")).build(),
            BodyHandlers.ofString())
        .body();
  }

  private static String counted(int n) {
    return "{\"n\":{\"n\":" + n + "}}";
  }

  @Test
  void theTasksOfACausalSessionShareOneConnection() throws Exception {
    HttpResponse<String> answer = post("/causal");
    assertThat(answer.body()).contains("\"seen\":{\"n\":1}", "\"put\":{\"rows\":1}");
    assertThat(answer.body())
        .matches("(?s).*\"mine\":\\{\"it\":(\\d+)\\}.*\"same\":\\{\"it\":\\1\\}.*");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(placed()).isEqualTo(counted(1));
  }

  @Test
  void aTransactionIsCommittedWhenTheJoinIsMet() throws Exception {
    HttpResponse<String> answer = post("/place/5");
    assertThat(answer.body())
        .isEqualTo(
            "{\"count\":{\"n\":0},\"put\":{\"rows\":1},"
                + "\"more\":[{\"rows\":1},[{\"n\":1}]],\"none\":{\"a\":2},"
                + "\"errors\":[{\"task\":\"none\",\"fault\":\"absent\"}]}");
    assertThat(placed()).isEqualTo(counted(1));
  }

  @Test
  void aTaskThatFailsRollsTheOthersBack() throws Exception {
    database().run("insert into placed values (9)");
    database().run("insert into parts values (6, 9)");
    HttpResponse<String> answer = post("/place/6");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .contains("the transaction was rolled back: the task \\\"more\\\" failed: conflict");
    assertThat(placed()).isEqualTo(counted(1));
    assertThat(post("/place/7").statusCode()).isEqualTo(200);
    assertThat(placed()).isEqualTo(counted(2));
  }

  @Test
  void rolledBackEffectsHaveNotHappened() throws Exception {
    HttpResponse<String> answer = post("/seen");
    assertThat(answer.body())
        .isEqualTo(
            "{\"before\":true,\"put\":false,\"each\":false,"
                + "\"items\":[false,false],\"twice\":false}");
    assertThat(placed()).isEqualTo(counted(0));
  }

  @Test
  void aRefusalRollsBack() throws Exception {
    database().run("insert into placed values (1), (2), (3), (4)");
    assertThat(post("/place/8").statusCode()).isEqualTo(409);
    assertThat(placed()).isEqualTo(counted(4));
  }

  @Test
  void theDeadlineRollsBackAndIsNoUnknownEnd() throws Exception {
    HttpResponse<String> answer = post("/slow");
    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("\"fault\":\"timeout\"").doesNotContain("unknown");
    assertThat(placed()).isEqualTo(counted(0));
  }

  @Test
  void aClientThatLeavesRollsBack() throws Exception {
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      Thread.sleep(Duration.ofMillis(150));
    }
    assertThat(placed()).isEqualTo(counted(0));
  }

  @Test
  void aLateCallOfACausalSessionLeavesTheConnectionToTheNext() throws Exception {
    assertThat(post("/late").body())
        .contains("\"wait\":null,\"put\":{\"rows\":1}", "\"fault\":\"timeout\"");
    assertThat(placed()).isEqualTo(counted(1));
  }

  @Test
  void aConnectionThatBreaksUndoesAllAndIsReplaced() throws Exception {
    HttpResponse<String> answer = post("/broken");
    assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(placed()).isEqualTo(counted(0));
  }

  @Test
  void anItemThatFailsUndoesAllItems() throws Exception {
    assertThat(post("/each", "[1, 2, 3]").statusCode()).isEqualTo(200);
    assertThat(placed()).isEqualTo(counted(3));
    HttpResponse<String> answer = post("/each", "[4, 5, 3, 6]");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(placed()).isEqualTo(counted(3));
  }

  @Test
  void manyRequestsShareThePool() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertThat(post("/place/" + (i % 2 == 0 ? 100 : 100 + i)).statusCode()).isIn(200, 409);
    }
    var calls =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i ->
                http.sendAsync(
                    HttpRequest.newBuilder(URI.create(server.url() + "/causal"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                    BodyHandlers.ofString()))
            .toList();
    calls.forEach(it -> assertThat(it.join().statusCode()).isEqualTo(200));
    assertThat(placed()).contains("\"n\":");
  }
}
