package dev.joinall.specs;

import dev.joinall.testing.MailServerFixture;
import dev.joinall.testing.MongoServerFixture;
import dev.joinall.testing.RedisServerFixture;
import dev.joinall.testing.ScriptedHttp;
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
  private static final String DATABASE = "shop";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private @Nullable ScriptedHttp api;
  private @Nullable MongoServerFixture mongo;
  private @Nullable RedisServerFixture redis;
  private @Nullable MailServerFixture mail;

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
    return environment;
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
  }
}
