package dev.joinall.specs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.json.Json;
import dev.joinall.testing.BrokerFixture;
import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.PostgresServer;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.ScriptedHttp;
import dev.joinall.testing.TestWorker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The servers of all specs, each started on first use. Not thread-safe. */
final class Servers implements AutoCloseable {
  static final String API = "API_URL";
  static final String MONGO = "MONGO_URI";
  static final String REDIS = "REDIS_URI";
  static final String SMTP = "SMTP_URI";
  static final String AMQP = "AMQP_URI";
  static final String POSTGRES = "POSTGRES_URI";

  /** The queue of a worker that replies with the path of the invoice it was asked for. */
  private static final String INVOICES = "invoices";

  private static final String DATABASE = "shop";
  private static final String SQL_DATABASE = "specs";

  /** The first connection of a JVM takes longer than the default timeout; not all systems can. */
  private static final String FIRST_OF_POSTGRES =
      """
      # The driver is loaded

      So that no spec pays for it.

      ```yaml joinall.yaml
      backends:
        shop: { kind: sql, uri: "${env.POSTGRES_URI}", timeout: 30s, pool: { acquire-timeout: 30s } }
      aggregations:
        first:
          route: GET /first
          deadline: 30s
          tasks:
            one: { backend: shop, query: "select 1 as it where 1 = :a", args: { a: 1 } }
      ```

      ```http request
      GET /first
      ```

      ```http answer
      200 OK

      <<.*>>
      ```
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private @Nullable ScriptedHttp api;
  private @Nullable MongoServerFixture mongo;
  private @Nullable RedisServerFixture redis;
  private @Nullable MailServerFixture mail;
  private @Nullable BrokerFixture broker;
  private @Nullable TestWorker invoices;
  private boolean postgres;

  /** Starts and empties the servers that a file uses; returns their variables. */
  Map<String, String> environment(String yaml) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (yaml.contains(API)) {
      api = api == null ? ScriptedHttp.start() : api;
      api.forget();
      environment.put(API, api.url());
    }
    if (yaml.contains(MONGO)) {
      mongo = mongo == null ? MongoServerFixture.start() : mongo;
      Mono.from(mongo.client().getDatabase(DATABASE).drop()).block(PATIENCE);
      environment.put(MONGO, mongo.uri());
    }
    if (yaml.contains(REDIS)) {
      redis = redis == null ? RedisServerFixture.start() : redis;
      redis.run(List.of("FLUSHALL"));
      environment.put(REDIS, redis.uri());
    }
    if (yaml.contains(SMTP)) {
      mail = mail == null ? MailServerFixture.start() : mail;
      mail.forget();
      environment.put(SMTP, mail.uri());
    }
    if (yaml.contains(AMQP)) {
      if (broker == null) {
        broker = BrokerFixture.start();
        invoices = TestWorker.start(broker, INVOICES, Servers::invoice);
      }
      environment.put(AMQP, broker.uri());
    }
    if (yaml.contains(POSTGRES)) {
      if (!postgres) {
        postgres = true;
        new SpecRun(Spec.read(FIRST_OF_POSTGRES), this).run();
      }
      environment.put(POSTGRES, PostgresServer.shared().empty(SQL_DATABASE));
    }
    return environment;
  }

  private static TestWorker.Reply invoice(TestWorker.Job job) {
    String order = Json.parse(job.body()).get("order").text();
    return job.reply(
        "application/json", ("{\"path\":\"/invoices/" + order + ".pdf\"}").getBytes(UTF_8));
  }

  ScriptedHttp api() {
    return Objects.requireNonNull(api, "the file does not name ${env." + API + "}");
  }

  RedisServerFixture redis() {
    return Objects.requireNonNull(redis, "the file does not name ${env." + REDIS + "}");
  }

  MailServerFixture mail() {
    return Objects.requireNonNull(mail, "the file does not name ${env." + SMTP + "}");
  }

  /** Runs statements in PostgreSQL. */
  void statements(String sql) {
    PostgresServer.shared().runIn(SQL_DATABASE, sql);
  }

  /** Inserts documents, one per line. */
  void insert(String collection, String lines) {
    Objects.requireNonNull(mongo, "the file does not name ${env." + MONGO + "}");
    List<Document> documents = lines.lines().map(Document::parse).toList();
    Mono.from(mongo.client().getDatabase(DATABASE).getCollection(collection).insertMany(documents))
        .block(PATIENCE);
  }

  @Override
  public void close() {
    if (api != null) {
      api.close();
    }
    if (mongo != null) {
      mongo.close();
    }
    if (redis != null) {
      redis.close();
    }
    if (mail != null) {
      mail.close();
    }
    if (invoices != null) {
      invoices.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
