package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.backend.Hub;
import dev.joinall.backend.Transport;
import dev.joinall.config.Source;
import dev.joinall.plan.Task;
import dev.joinall.serving.Deployment;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the spans of the calls of each kind always have. */
class SpanAttributesTest {
  private static final String FILE =
      """
      backends:
        api: { kind: http, url: "https://user:pw@api.example/base" }
        shop: { kind: mongo, uri: "mongodb://u:pw@db.example/?authSource=admin", database: shop }
        many: { kind: mongo, uri: "mongodb://a.example,b.example/?replicaSet=x", database: shop }
        cache: { kind: redis, uri: "redis://:pw@[::1]:6380/3" }
        mail: { kind: smtp, uri: "smtp://mail.example" }
        orders: { kind: sql, uri: "postgresql://u:pw@pg.example/shop" }
        stock: { kind: sql, uri: "mariadb://u:pw@maria.example:3307/stock" }
        jobs: { kind: amqp, uri: "amqp://u:pw@rabbit.example/shop" }
      aggregations:
        page:
          route: POST /page
          deadline: 20s
          tasks:
            api: { backend: api, get: /a }
            shop: { backend: shop, find-one: orders }
            many: { backend: many, update-one: orders, filter: { a: 1 }, update: { $set: { a: 2 } } }
            cache: { backend: cache, command: [get, k] }
            mail: { backend: mail, send: { from: a@b.example, to: c@d.example, subject: s, text: t } }
            jobs: { backend: jobs, request: { routing-key: invoices } }
            order: { backend: orders, query: " select 1 as a where 1 = :id ", args: { id: 1 } }
            stock:
              backend: stock
              statements: [{ execute: update a set b = 1 }, { query: select b from a }]
            value: { value: 1 }
      """;

  private final Hub hub = new Hub(Transport.NIO);
  private Deployment deployment;

  @BeforeEach
  void deploy() {
    deployment = Deployment.of(new Source("joinall.yaml", FILE), Map.of(), hub);
  }

  @AfterEach
  void close() {
    deployment.close();
    hub.close();
  }

  private Map<String, Object> of(String task) {
    return deployment.plans().getFirst().tasks().stream()
        .filter(it -> it.name().equals(task))
        .map(Task::attributes)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCallOfAmqpHasItsSystemAndOperation() {
    assertThat(of("jobs"))
        .isEqualTo(
            Map.of(
                "server.address", "rabbit.example",
                "server.port", 5672L,
                "messaging.system", "rabbitmq",
                "messaging.operation.name", "request",
                "messaging.operation.type", "send"));
  }

  @Test
  void aCallOfHttpHasItsMethodAndServer() {
    assertThat(of("api"))
        .isEqualTo(
            Map.of(
                "http.request.method",
                "GET",
                "server.address",
                "api.example",
                "server.port",
                443L));
  }

  @Test
  void aCallOfMongoHasItsCommandDatabaseAndCollection() {
    assertThat(of("shop"))
        .isEqualTo(
            Map.of(
                "db.system.name",
                "mongodb",
                "db.operation.name",
                "find",
                "db.namespace",
                "shop",
                "db.collection.name",
                "orders",
                "server.address",
                "db.example",
                "server.port",
                27017L));
    assertThat(of("many"))
        .containsEntry("db.operation.name", "update")
        .doesNotContainKey("server.address");
  }

  @Test
  void aCallOfRedisHasItsCommandAndDatabase() {
    assertThat(of("cache"))
        .isEqualTo(
            Map.of(
                "db.system.name",
                "redis",
                "db.operation.name",
                "GET",
                "db.namespace",
                "3",
                "server.address",
                "::1",
                "server.port",
                6380L));
  }

  @Test
  void aCallOfSqlHasItsTextWithoutValues() {
    assertThat(of("order"))
        .isEqualTo(
            Map.of(
                "db.system.name", "postgresql",
                "db.operation.name", "SELECT",
                "db.query.text", "select 1 as a where 1 = :id",
                "db.namespace", "shop",
                "server.address", "pg.example",
                "server.port", 5432L));
  }

  @Test
  void aTransactionOfSqlIsABatch() {
    assertThat(of("stock"))
        .isEqualTo(
            Map.of(
                "db.system.name", "mariadb",
                "db.operation.name", "BATCH",
                "db.namespace", "stock",
                "server.address", "maria.example",
                "server.port", 3307L));
  }

  @Test
  void othersHaveNone() {
    assertThat(of("mail")).isEmpty();
    assertThat(of("value")).isEmpty();
  }
}
