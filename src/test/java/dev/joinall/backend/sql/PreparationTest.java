package dev.joinall.backend.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.TestServer;
import dev.joinall.config.ConfigException;
import dev.joinall.testing.MariaServer;
import dev.joinall.testing.PostgresServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statements are prepared on the server when serving starts. */
class PreparationTest {
  private static String file(String uri, String tasks) {
    return """
    backends: { shop: { kind: sql, uri: "%s" } }
    aggregations:
      page:
        route: POST /page
        input: { query: { id: { type: integer } } }
        tasks:
    %s
    """
        .formatted(uri, tasks.indent(6));
  }

  private static void create(PostgresServer server) {
    server.run("create table if not exists prepared (id int primary key, doc jsonb)");
  }

  @Test
  void statementsThatPostgresRefusesAreProblemsAtTheirPosition() {
    PostgresServer server = PostgresServer.shared();
    create(server);
    String file =
        file(
            server.uri(),
            """
            fine: { backend: shop, query: "select doc from prepared where id = :id", args: { id: "${query.id}" } }
            table: { backend: shop, query: "select 1 from preparde" }
            column: { backend: shop, execute: "update prepared set docs = :d", args: { d: {} } }
            syntax: { backend: shop, query: "select from where" }
            type: { backend: shop, query: "select :a", args: { a: 1 } }
            """);
    assertThatThrownBy(() -> TestServer.serve(file, Map.of()).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "has 3 problems",
            "joinall.yaml:8:39  aggregations.page.tasks.table.query",
            "the server refuses the statement: relation \"preparde\" does not exist (42P01)",
            "aggregations.page.tasks.column.execute",
            "column \"docs\" of relation \"prepared\" does not exist (42703)",
            "aggregations.page.tasks.syntax.query",
            "syntax error at or near \"where\" (42601)");
  }

  @Test
  void aNullInPlaceOfAValueIsNotRefused() {
    PostgresServer server = PostgresServer.shared();
    create(server);
    String file =
        file(
            server.uri(),
            """
            a:
              backend: shop
              query: "select 1 from prepared where doc @> jsonb_build_object(:key::text, 1) limit :n"
              args: { key: "${query.id}", n: 1 }
            b: { backend: shop, query: "show timezone" }
            c:
              backend: shop
              statements:
                - execute: "create temporary table later (id int) on commit drop"
                - execute: "insert into later values (1)"
            """);
    TestServer.serve(file, Map.of()).close();
  }

  @Test
  void statementsThatMariaDbRefusesAreProblemsAtTheirPosition() {
    MariaServer server = MariaServer.shared();
    server.run("create table if not exists prepared (id int primary key, name text)");
    String file =
        file(
            server.uri(),
            """
            fine: { backend: shop, query: "select 'it''s ?' as a from prepared where id in (:ids)", args: { ids: [1] } }
            table: { backend: shop, query: "select 1 from preparde" }
            column: { backend: shop, execute: "insert into prepared (nam) values (:n)", args: { n: a } }
            syntax: { backend: shop, query: "select from where" }
            """);
    assertThatThrownBy(() -> TestServer.serve(file, Map.of()).close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "has 3 problems",
            "joinall.yaml:8:39  aggregations.page.tasks.table.query",
            "Table 'shop.preparde' doesn't exist (42S02)",
            "Unknown column 'nam' in",
            "aggregations.page.tasks.syntax.query");
  }

  @Test
  void aServerThatCantBeReachedKeepsNothingFromServing() {
    String file =
        file("postgresql://a:b@127.0.0.1:1/shop", "a: { backend: shop, query: select 1 }");
    TestServer.serve(file, Map.of()).close();
  }

  @Test
  void aReloadIsRefusedToo() {
    PostgresServer server = PostgresServer.shared();
    create(server);
    try (var serving =
        TestServer.serve(file(server.uri(), "a: { backend: shop, query: select 1 }"), Map.of())) {
      String next = file(server.uri(), "a: { backend: shop, query: select nothing }");
      assertThatThrownBy(() -> serving.reload(next))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("column \"nothing\" does not exist");
      assertThat(serving.plans()).hasSize(1);
      assertThat(serving.reload(file(server.uri(), "b: { backend: shop, query: select 2 }")))
          .isTrue();
    }
  }
}
