package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A query by one key for each item of a list is one statement, where that makes no difference. */
abstract class SqlKeys {
  private final HttpClient http = HttpClient.newHttpClient();
  private TestServer server;

  abstract SqlServer database();

  /** Each of {@code one} and {@code all} may make a single call. */
  private String file() {
    return """
    backends: { shop: { kind: sql, uri: "%s", timeout: 9s } }
    aggregations:
      one:
        route: POST /one
        deadline: 10s
        input: { body: { type: array } }
        tasks:
          it:
            backend: shop
            rate-limit: { permits: 1, per: 1h }
            query: "select id, name as title from keyed where id = :id"
            args: { id: "${item}" }
            one: true
            for-each: { in: "${body}" }
      all:
        route: POST /all
        deadline: 10s
        input: { body: { type: array } }
        tasks:
          it:
            backend: shop
            rate-limit: { permits: 1, per: 1h }
            query: "select * from keyed k where k.name = :n"
            args: { n: "${item}" }
            for-each: { in: "${body}" }
      many:
        route: POST /many
        deadline: 10s
        input: { body: { type: array } }
        tasks:
          it:
            backend: shop
            query: "select id, name from keyed where name = :n"
            args: { n: "${item}" }
            for-each: { in: "${body}" }
          prices:
            backend: shop
            query: "select price from keyed where price = :p"
            args: { p: "${item}" }
            one: true
            for-each: { in: "${[7, 8]}" }
    """
        .formatted(database().uri());
  }

  @BeforeEach
  void serve() {
    database().run("drop table if exists keyed");
    database().run("create table keyed (id int primary key, name varchar(20), price numeric(9,2))");
    database()
        .run("insert into keyed values (1, 'mug', 7), (2, 'cup', 9), (3, 'cup', 1), (4, 'Pot', 2)");
    server = TestServer.serve(file(), Map.of());
  }

  @AfterEach
  void close() {
    if (server != null) { // null if the test was skipped
      server.close();
    }
  }

  private String post(String path, String body) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void aRowForEachKey() throws Exception {
    assertThat(post("/one", "[2, 9, 1, 2]"))
        .isEqualTo(
            "{\"it\":[{\"id\":2,\"title\":\"cup\"},null,{\"id\":1,\"title\":\"mug\"},"
                + "{\"id\":2,\"title\":\"cup\"}]}");
  }

  @Test
  void theRowsOfEachKey() throws Exception {
    assertThat(post("/all", "[\"cup\", \"pan\", \"mug\"]"))
        .isEqualTo(
            "{\"it\":[[{\"id\":2,\"name\":\"cup\",\"price\":9.00},"
                + "{\"id\":3,\"name\":\"cup\",\"price\":1.00}],[],"
                + "[{\"id\":1,\"name\":\"mug\",\"price\":7.00}]]}");
  }

  /** Whether the server has case or not. */
  @Test
  void keysThatTheServerMayTreatAsEqualAreQueriedAlone() throws Exception {
    String alone = post("/many", "[\"pot\"]");
    String both = post("/many", "[\"pot\", \"Pot\", \"mug\", \"it's\"]");
    String first = alone.substring("{\"it\":[".length(), alone.indexOf("],\"prices\""));
    assertThat(both)
        .isEqualTo(
            "{\"it\":[%s,[{\"id\":4,\"name\":\"Pot\"}],[{\"id\":1,\"name\":\"mug\"}],[]],\"prices\":[{\"price\":7.00},null]}"
                .formatted(first));
  }

  @Test
  void aKeyThatCantBeUsedFailsAlone() throws Exception {
    assertThat(post("/many", "[\"mug\", {}, \"cup\"]"))
        .contains("[{\"id\":1,\"name\":\"mug\"}]", "{\"id\":3,\"name\":\"cup\"}");
  }
}
